import type { Keyring } from '../crypto/keyring.ts'
import type { Log } from '../log.ts'
import { ProblemError } from '../problem.ts'
import type { IssuedTokens } from '../providers/authorization.ts'
import type { ProviderClients } from '../providers/client.ts'
import { ProviderFailure, providerFailure } from '../providers/failure.ts'
import type { Provider } from '../providers/provider.ts'
import { refreshTokens } from '../providers/refresh.ts'
import type { RefreshAnswer } from '../providers/refresh.ts'
import type { HeldTokens } from '../providers/revocation.ts'
import { insist } from '../storage/insist.ts'
import type { Lease } from '../storage/lease.ts'
import { assertUsable, endedProblem } from './grant.ts'
import type { StoredGrant } from './grant.ts'
import type { ReleaseTokens } from './release.ts'
import type { GrantStore } from './store.ts'
import { openTokens, sealRefreshToken, sealTokens } from './tokens.ts'

export interface RenewalParts {
  store: GrantStore
  keyring: Keyring
  clients: ProviderClients
  release: ReleaseTokens
  log: Log
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
  let answer: RefreshAnswer
  try {
    const client = await parts.clients(provider)
    answer = await refreshTokens(provider, client, refreshToken ?? '', grant.scopes)
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
  if (answer.isOfAnother(grant.accountId)) {
    parts.log.error({ grant: grant.id, provider: provider.id }, 'a refresh brought tokens of another account')
    const ended = await parts.store.end(grant, 'broken', 'provider')
    await lease.release()
    if (ended) throw endedProblem({ ...grant, status: 'broken', endedBy: 'provider' })
    return standing(parts, grant)
  }
  const issued = judgeLater(answer)
  const next =
    issued instanceof Error
      ? { ...sealRefreshToken(parts.keyring, grant, answer.held.refreshToken), scopes: grant.scopes }
      : {
          ...sealTokens(parts.keyring, grant, issued, grant.refreshToken, parts.now()),
          scopes: issued.scopes,
        }
  const { scopes, ...tokens } = next
  // Stored before anybody uses it, and whatever else is wrong: a rotated token that was not kept is an account lost.
  const stored = await insist(() =>
    parts.store.replaceTokens(grant, tokens, scopes, (transaction) => lease.release(transaction)),
  )
  if (!stored) return overtaken(parts, grant, { provider, held: answer.held })
  if (issued instanceof Error) throw refreshProblem(issued)
  return { ...grant, ...next, tokenVersion: grant.tokenVersion + 1 }
}

/** What a refresh brought, or why it cannot be used: which is told once the refresh token is stored. */
const judgeLater = (answer: RefreshAnswer): IssuedTokens | ProviderFailure => {
  try {
    return answer.judge()
  } catch (error) {
    if (error instanceof ProviderFailure) return error
    throw error
  }
}

/** The user connected again or revoked while the refresh was under way: what they did stands. */
const overtaken = async (
  parts: RenewalParts,
  grant: StoredGrant,
  { provider, held }: { provider: Provider; held: HeldTokens },
): Promise<StoredGrant> => {
  const current = await parts.store.find(grant.appId, grant.id)
  if (!current || current.status !== 'active') {
    await parts.release(provider, held, { accountId: grant.accountId, grantId: grant.id })
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
