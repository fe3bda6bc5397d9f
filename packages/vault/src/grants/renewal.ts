import type { Keyring } from '../crypto/keyring.ts'
import { ProblemError } from '../problem.ts'
import { refreshTokens } from '../providers/authorization.ts'
import type { IssuedTokens } from '../providers/authorization.ts'
import type { ProviderClients } from '../providers/client.ts'
import { providerFailure } from '../providers/failure.ts'
import type { ProviderFailure } from '../providers/failure.ts'
import type { Provider } from '../providers/provider.ts'
import { insist } from '../storage/insist.ts'
import type { Lease } from '../storage/lease.ts'
import { assertUsable, endedProblem } from './grant.ts'
import type { StoredGrant } from './grant.ts'
import type { ReleaseTokens } from './release.ts'
import type { GrantStore } from './store.ts'
import { openTokens, sealTokens } from './tokens.ts'

export interface RenewalParts {
  store: GrantStore
  keyring: Keyring
  clients: ProviderClients
  release: ReleaseTokens
  now: () => number
}

/**
 * Has the provider issue new tokens and stores them; releases the lease, or leaves word that its outcome is unknown.
 * Throws the problem that tells why there are none.
 */
export const renew = async (
  parts: RenewalParts,
  grant: StoredGrant,
  { provider, lease }: { provider: Provider; lease: Lease },
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
  return overtaken(parts, grant, { provider, issued })
}

/** The user connected again or revoked while the refresh was under way: what they did stands. */
const overtaken = async (
  parts: RenewalParts,
  grant: StoredGrant,
  { provider, issued }: { provider: Provider; issued: IssuedTokens },
): Promise<StoredGrant> => {
  const current = await parts.store.find(grant.appId, grant.id)
  if (!current || current.status !== 'active') {
    await parts.release(provider, issued, { accountId: grant.accountId, grantId: grant.id })
  }
  return standing(parts, grant)
}

/** The grant as others left it; throws when it is over. */
export const standing = async (parts: RenewalParts, { appId, id }: StoredGrant): Promise<StoredGrant> => {
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
