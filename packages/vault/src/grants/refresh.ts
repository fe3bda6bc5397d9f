import type { Audit } from '../audit.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { ProblemError } from '../problem.ts'
import { refreshTokens } from '../providers/authorization.ts'
import type { IssuedTokens } from '../providers/authorization.ts'
import type { ProviderClients } from '../providers/client.ts'
import { providerFailure } from '../providers/failure.ts'
import type { ProviderFailure } from '../providers/failure.ts'
import type { Provider } from '../providers/provider.ts'
import { insist } from '../storage/insist.ts'
import type { Lease, Leases } from '../storage/lease.ts'
import { assertUsable, endedProblem } from './grant.ts'
import type { StoredGrant } from './grant.ts'
import type { ReleaseTokens } from './release.ts'
import type { GrantStore } from './store.ts'
import { openTokens, sealTokens } from './tokens.ts'

export interface RefreshParts {
  leases: Leases
  store: GrantStore
  keyring: Keyring
  clients: ProviderClients
  release: ReleaseTokens
  audit: Audit
  /** Milliseconds. */
  providerTimeout: number
  now: () => number
}

/** Whether the access token is within its life. */
export const isGood = ({ accessExpiresAt }: StoredGrant, now: number): boolean =>
  accessExpiresAt === null || now < accessExpiresAt

/**
 * Refreshes the tokens of a grant; throws the problem that tells why it could not. The lease sees to it that among
 * several processes one does it.
 */
export const refreshGrant = async (
  parts: RefreshParts,
  seen: StoredGrant,
  provider: Provider,
): Promise<StoredGrant> => {
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
    // Between the caller's look and the lease somebody else may have refreshed, or ended the grant.
    const grant = await parts.store.find(seen.appId, seen.id)
    if (grant?.status === 'active' && grant.tokenVersion === seen.tokenVersion) {
      return await recorded(parts, grant, () => refreshUnderLease(parts, grant, provider, lease))
    }
    await lease.release()
    return await standing(parts, seen)
  } finally {
    lease.lapse()
  }
}

const recorded = async (
  parts: RefreshParts,
  grant: StoredGrant,
  refresh: () => Promise<StoredGrant>,
): Promise<StoredGrant> => {
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

const refreshUnderLease = async (
  parts: RefreshParts,
  grant: StoredGrant,
  provider: Provider,
  lease: Lease,
): Promise<StoredGrant> => {
  const { refreshToken } = await openTokens(parts.keyring, grant).catch(async (error: unknown) => {
    await lease.release()
    throw error
  })
  let issued: IssuedTokens
  try {
    const client = await parts.clients(provider)
    issued = await refreshTokens(provider, client, refreshToken ?? '', grant.scopes)
  } catch (error) {
    const failure = providerFailure(provider, error)
    if (failure.isInvalidGrant) {
      const [status, endedBy] = lease.inherited
        ? (['broken', 'accident'] as const)
        : (['revoked', 'provider'] as const)
      const ended = await parts.store.end(grant, status, endedBy)
      await lease.release()
      if (ended) throw endedProblem({ ...grant, status, endedBy })
      return standing(parts, grant)
    }
    // Without an answer the provider may have rotated the token: the next one to try must know.
    await (failure.code === 'provider_unreachable' || lease.inherited ? lease.abandon() : lease.release())
    throw refreshProblem(failure)
  }
  const tokens = sealTokens(parts.keyring, grant, issued, grant.refreshToken, parts.now())
  // Stored before anybody uses it: a rotated token that was not kept is an account lost.
  const stored = await insist(() =>
    parts.store.replaceTokens(grant, tokens, issued.scopes, (transaction) => lease.release(transaction)),
  )
  if (stored) return { ...grant, ...tokens, scopes: issued.scopes, tokenVersion: grant.tokenVersion + 1 }
  return overtaken(parts, grant, provider, issued)
}

/** The user connected again or revoked while the refresh was under way: what they did stands. */
const overtaken = async (
  parts: RefreshParts,
  grant: StoredGrant,
  provider: Provider,
  issued: IssuedTokens,
): Promise<StoredGrant> => {
  const current = await parts.store.find(grant.appId, grant.id)
  if (!current || current.status !== 'active') {
    await parts.release(provider, issued, { accountId: grant.accountId, grantId: grant.id })
  }
  return standing(parts, grant)
}

/** The grant as others left it; throws when it is over. */
const standing = async (parts: RefreshParts, { appId, id }: StoredGrant): Promise<StoredGrant> => {
  const current = await parts.store.find(appId, id)
  if (!current) throw new ProblemError('grant_not_found', `There is no grant ${id}.`)
  assertUsable(current)
  return current
}

const refreshProblem = (failure: ProviderFailure): ProblemError =>
  new ProblemError(
    failure.timedOut ? 'provider_timeout' : 'provider_unreachable',
    `${failure.message} The token could not be refreshed.`,
    {},
    failure,
  )

const record = (
  { audit }: RefreshParts,
  grant: StoredGrant,
  outcome: 'ok' | 'failed',
  startedAt: number,
  error?: unknown,
): void =>
  audit.record({
    app: grant.appId,
    user: grant.userId || null,
    grant: grant.id,
    provider: grant.provider,
    action: 'refresh',
    outcome,
    detail: error instanceof ProblemError ? error.code : undefined,
    startedAt,
  })

/** Ends a grant and says why. */
export const endGrant = async (
  store: GrantStore,
  grant: StoredGrant,
  status: 'expired' | 'revoked' | 'broken',
  by: 'time' | 'provider' | 'accident',
): Promise<ProblemError> => {
  await store.end(grant, status, by)
  return endedProblem({ ...grant, status, endedBy: by })
}
