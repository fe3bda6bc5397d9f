import type { Audit } from '../audit-event.ts'
import { ProblemError } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import type { Leases } from '../storage/lease.ts'
import { endedProblem, type StoredGrant } from './grant.ts'
import { renew, type RenewalParts, standing } from './renewal.ts'
import type { GrantStore } from './store.ts'

export interface RefreshParts extends RenewalParts {
  leases: Leases
  audit: Audit
  /** Milliseconds. */
  providerTimeout: number
}

/** Whether the access token is within its life. */
export function isGood({ accessExpiresAt }: StoredGrant, now: number): boolean {
  return accessExpiresAt === null || now < accessExpiresAt
}

/**
 * Refreshes the tokens of a grant. Throws the problem that tells why that failed. A lease lets only one process refresh
 * a grant at a time.
 */
export async function refreshGrant(
  parts: RefreshParts,
  seen: StoredGrant,
  provider: Provider,
): Promise<StoredGrant> {
  const lease = await parts.leases.take(seen.id, isGood(seen, parts.now()) ? 0 : parts.providerTimeout)
  if (!lease) {
    throw new ProblemError(
      'token_refresh_in_progress',
      'Another process is refreshing this token: try again.',
      {
        grant_id: seen.id,
        retry_after: 1,
      },
    )
  }
  try {
    // Before the lease was taken, another process may have refreshed or ended the grant.
    const grant = await parts.store.find(seen.appId, seen.id)
    // A refresh without a new access token changes the version; a key rotation changes the ciphertext.
    const isSame = grant?.tokenVersion === seen.tokenVersion || grant?.accessToken === seen.accessToken
    if (grant?.intact && grant.status === 'active' && isSame) {
      const before = await parts.refusals.before(grant, provider).catch(async (error: unknown) => {
        await (lease.inherited ? lease.abandon() : lease.release())
        throw error
      })
      return await recorded(parts, grant, () => renew(parts, grant, { provider, lease, before }))
    }
    await lease.release()
    return await standing(parts, seen)
  } finally {
    lease.lapse()
  }
}

async function recorded(
  parts: RefreshParts,
  grant: StoredGrant,
  refresh: () => Promise<StoredGrant>,
): Promise<StoredGrant> {
  const startedAt = parts.now()
  try {
    const refreshed = await refresh()
    record(parts, grant, 'ok', startedAt)
    return refreshed
  } catch (error) {
    record(parts, grant, 'failed', startedAt, error)
    throw error
  }
}

function record(
  { audit }: RefreshParts,
  grant: StoredGrant,
  outcome: 'ok' | 'failed',
  startedAt: number,
  error?: unknown,
): void {
  return audit.record({
    app: grant.appId,
    user: grant.userId || null,
    grant: grant.id,
    provider: grant.provider,
    action: 'refresh',
    outcome,
    detail: error instanceof ProblemError ? error.code : undefined,
    startedAt,
  })
}

/** Ends a grant. Resolves with the problem that tells why it ended. */
export async function endGrant(
  store: GrantStore,
  grant: StoredGrant,
  status: 'expired' | 'revoked' | 'broken',
  by: 'time' | 'provider' | 'accident',
): Promise<ProblemError> {
  await store.end(grant, status, by)
  return endedProblem({ ...grant, status, endedBy: by })
}
