import type { WalletDisconnection, WalletExtension, WalletForgetting } from '@alter/protocol'
import type { AskedBy } from '../audit-event.ts'
import { refreshEndsOf } from '../grants/ends.ts'
import { assertUsable, endedProblem, isoTime } from '../grants/grant.ts'
import { revokeGrant, type RevokeParts } from '../grants/revoke.ts'
import { revokeGrantsOf } from '../grants/revoke-user.ts'
import { forgetUser } from '../identity/forget.ts'
import { issuersOf } from '../identity/issuers.ts'
import { ProblemError } from '../problem.ts'
import type { SignedIn } from './access.ts'
import {
  type ConnectionParts,
  extensionColumns,
  extensionOf,
  type OwnGrant,
  ownGrant,
  rulesOver,
} from './connections.ts'
import type { Holding } from './holdings.ts'
import type { WalletSessions } from './session-store.ts'

export interface ChangeParts extends ConnectionParts, RevokeParts {
  sessions: WalletSessions
}

/** The reason in the audit. */
const BY_USER = { vaultReason: 'by the user, in the Wallet' } as const

/** Ends a connection of the user, as its app could. A connection that has ended stays as it is. */
export async function disconnect(
  parts: ChangeParts,
  { holding: { app }, grant }: OwnGrant,
): Promise<WalletDisconnection> {
  const revoked = await revokeGrant(parts, grant, BY_USER)
  const { id, revokedAt, updatedAt, provider } = revoked.grant
  const manageUrl = app?.providers.get(provider)?.manage_url ?? null
  return {
    connection_id: id,
    revoked_at: isoTime(revokedAt ?? updatedAt),
    provider_revocation: revoked.providerRevocation,
    ...(manageUrl !== null && { manage_url: manageUrl }),
  }
}

/** How often a change is repeated when others change the same connection meanwhile. */
const TRIES = 5

/** Starts the life of a connection anew, as far as rules allow. Throws `invalid_request` when that changes nothing. */
export async function extend(parts: ChangeParts, holdings: Holding[], id: string): Promise<WalletExtension> {
  const { storage, store, audit, now } = parts
  const startedAt = now()
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { holding, grant } = await ownGrant(parts, holdings, id)
    assertUsable(grant)
    if (grant.expiresAt !== null && grant.expiresAt <= now())
      throw endedProblem({ ...grant, status: 'expired', endedBy: 'time' })
    const refreshEnds = await refreshEndsOf(storage, [id])
    const rules = rulesOver(holding.app, grant)
    const until = holding.app && extensionOf(grant, rules, refreshEnds.get(id) ?? null, now())
    if (until === null) {
      throw new ProblemError(
        'invalid_request',
        'This connection cannot be extended, or it already lasts that long.',
      )
    }
    if (!(await store.extend(grant, extensionColumns(grant, now())))) continue
    audit.record({
      app: grant.appId,
      user: grant.userId,
      grant: grant.id,
      provider: grant.provider,
      action: 'extend',
      outcome: 'ok',
      ...BY_USER,
      startedAt,
    })
    return { connection_id: id, ends_at: isoTime(until) }
  }
  throw new ProblemError('token_refresh_in_progress', 'The connection is being renewed: try again.')
}

/** Apps that let the user have themselves forgotten. */
export function forgettable(holdings: Holding[]): (Holding & { app: NonNullable<Holding['app']> })[] {
  return holdings.flatMap((holding) =>
    holding.app?.wallet.forget === true ? [{ ...holding, app: holding.app }] : [],
  )
}

/**
 * Makes one app, or every app that allows it, forget the user. Throws `not_found` for an app that does not allow it.
 */
export async function forget(
  parts: ChangeParts,
  { session }: SignedIn,
  holdings: Holding[],
  appId: string | undefined,
): Promise<WalletForgetting> {
  const meant = forgettable(holdings).filter((holding) => appId === undefined || holding.appId === appId)
  if (meant.length === 0) {
    throw new ProblemError('not_found', 'No app with this id lets users delete their data here.')
  }
  const apps: WalletForgetting['apps'] = []
  for (const { app } of meant) {
    const who = { issuers: issuersOf(app), subject: session.subject }
    const forgetParts = {
      ...parts,
      revokeGrants: (id: string, user: string, by: AskedBy) => revokeGrantsOf(parts, id, user, by),
    }
    apps.push({ app_id: app.id, connections_ended: await forgetUser(forgetParts, app, who, BY_USER) })
  }
  const isAll = meant.length === holdings.length
  if (isAll) await parts.sessions.endOf([session.issuer], session.subject)
  return { apps, signed_out: isAll }
}
