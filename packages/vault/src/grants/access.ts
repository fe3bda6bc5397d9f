import type { Keyring } from '../crypto/keyring.ts'
import { ProblemError } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import { assertUsable, type StoredGrant } from './grant.ts'
import { endGrant, isGood, refreshGrant, type RefreshParts } from './refresh.ts'
import { createTokenCheck } from './token-check.ts'
import { openAccessToken } from './tokens.ts'

/** Hands out access tokens that are good to use now. */
export interface AccessTokens {
  /** Refreshes first when the token is about to expire. */
  current(grant: StoredGrant, provider: Provider): Promise<string>
  /** A token other than the one that the provider refused; `null` when there is none. */
  after(grant: StoredGrant, provider: Provider, refused: string): Promise<string | null>
  /**
   * Called when the provider refused a token and there is no other. Asks for the account document, and throws the
   * problem of an ended grant only if that refuses too, because one refusal says little about the grant.
   */
  assertAccepted(grant: StoredGrant, provider: Provider, refused: string): Promise<void>
  /** Throws the problem that tells why a grant has ended. Ends a grant whose time is over. */
  assertAlive(grant: StoredGrant): Promise<void>
  /** How many refreshes are in flight. */
  inFlight: () => number
  /** Resolves when no refresh is in flight. */
  idle(): Promise<void>
}

export function createAccessTokens(parts: RefreshParts): AccessTokens {
  const flights = new Map<string, Promise<StoredGrant>>()

  function refresh(grant: StoredGrant, provider: Provider): Promise<StoredGrant> {
    const flying = flights.get(grant.id)
    if (flying) return flying
    const flight = refreshGrant(parts, grant, provider).finally(() => flights.delete(grant.id))
    flights.set(grant.id, flight)
    return flight
  }

  const check = createTokenCheck(parts)

  return {
    async current(grant, provider) {
      const stored = await withinItsLife(parts, grant)
      const accessToken = await tokenOf(parts.keyring, stored)
      if (stored.refreshAt === null || parts.now() < stored.refreshAt) return accessToken
      const stillGood = isGood(stored, parts.now())
      if (stored.refreshToken === null) {
        if (stillGood) return accessToken
        throw await endGrant(parts.store, stored, 'expired', 'time')
      }
      try {
        return await tokenOf(parts.keyring, await refresh(stored, provider))
      } catch (error) {
        // The token has not expired yet, so a failed refresh harms nobody unless the grant itself has ended.
        if (stillGood && error instanceof ProblemError && MAY_PASS.has(error.code)) return accessToken
        throw error
      }
    },
    async after(grant, provider, refused) {
      const stored = await parts.store.find(grant.appId, grant.id)
      if (!stored) return null
      await withinItsLife(parts, stored)
      const token = await tokenOf(parts.keyring, stored)
      if (token !== refused) return token
      return stored.refreshToken === null ? null : tokenOf(parts.keyring, await refresh(stored, provider))
    },
    assertAccepted: check,
    async assertAlive(grant) {
      await withinItsLife(parts, grant)
    },
    inFlight: () => flights.size,
    async idle() {
      await Promise.allSettled(flights.values())
    },
  }
}

const MAY_PASS = new Set([
  'provider_misconfigured',
  'provider_unreachable',
  'provider_timeout',
  'token_refresh_in_progress',
])

async function withinItsLife(parts: RefreshParts, grant: StoredGrant): Promise<StoredGrant> {
  assertUsable(grant)
  if (grant.expiresAt === null || parts.now() < grant.expiresAt) return grant
  throw await endGrant(parts.store, grant, 'expired', 'time')
}

async function tokenOf(keyring: Keyring, grant: StoredGrant): Promise<string> {
  const accessToken = await openAccessToken(keyring, grant)
  if (accessToken === null) throw new Error(`grant ${grant.id} holds no access token`)
  return accessToken
}
