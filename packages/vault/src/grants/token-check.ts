import { createBounded } from '../bounded.ts'
import { askAccount } from '../providers/account-check.ts'
import type { Provider } from '../providers/provider.ts'
import { isWithin } from '../within.ts'
import { assertUsable, type StoredGrant } from './grant.ts'
import { endGrant, type RefreshParts } from './refresh.ts'
import { openAccessToken } from './tokens.ts'

/** Asks for the account document with a token that was refused elsewhere. Throws the problem of an ended grant. */
export type TokenCheck = (grant: StoredGrant, provider: Provider, refused: string) => Promise<void>

/** Checks of one grant per minute, because an API may refuse call after call for a reason of its own. */
const MOST_CHECKS = 5
const MINUTE = 60_000
const MOST_KNOWN = 10_000

export function createTokenCheck(parts: RefreshParts): TokenCheck {
  const flights = new Map<string, Promise<void>>()
  const checks = createBounded<{ since: number; count: number }>({ entries: MOST_KNOWN })

  function mayAsk(grant: string): boolean {
    const known = checks.get(grant)
    const isNew = !known || !isWithin(MINUTE, known.since, parts.now())
    const count = isNew ? 1 : known.count + 1
    checks.set(grant, { since: isNew ? parts.now() : known.since, count })
    return count <= MOST_CHECKS
  }

  const check: TokenCheck = async (grant, provider, refused) => {
    const stored = await parts.store.find(grant.appId, grant.id)
    if (!stored) return
    assertUsable(stored)
    // The grant was refreshed or connected again meanwhile.
    if ((await openAccessToken(parts.keyring, stored)) !== refused) return
    const client = await parts.clients(provider).catch(() => null)
    const word = client && (await askAccount(provider, client, parts.outbound, refused))
    if (word !== 'refused') return
    const ended = await endGrant(parts.store, stored, 'revoked', 'provider')
    const now = await parts.store.find(grant.appId, grant.id)
    if (now?.status !== 'active') throw ended
  }

  return async (grant, provider, refused) => {
    const flying = flights.get(grant.id)
    if (flying) return flying
    if (!mayAsk(grant.id)) return
    const flight = check(grant, provider, refused).finally(() => flights.delete(grant.id))
    flights.set(grant.id, flight)
    await flight
  }
}
