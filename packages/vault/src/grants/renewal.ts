import type { Configuration } from 'openid-client'
import { ProblemError } from '../problem.ts'
import type { IssuedTokens } from '../providers/authorization.ts'
import { clientOf, type ProviderClients } from '../providers/client.ts'
import { ProviderFailure, providerFailure } from '../providers/failure.ts'
import { learnValues } from '../providers/fill.ts'
import type { Provider } from '../providers/provider.ts'
import { type RefreshAnswer, refreshTokens } from '../providers/refresh.ts'
import type { HeldTokens } from '../providers/revocation.ts'
import { insist } from '../storage/insist.ts'
import type { Lease } from '../storage/lease.ts'
import type { GrantRefusalRow } from '../storage/schema/grants.ts'
import { refreshEndAt } from './ends.ts'
import { assertUsable, endedProblem, type StoredGrant } from './grant.ts'
import { isOver, type JudgeParts, logRefusal } from './judge-refusal.ts'
import { refreshProblem } from './refresh-problem.ts'
import type { Revocations } from './revocations.ts'
import type { GrantStore } from './store.ts'
import { openTokens, sealRefreshToken, sealTokens } from './tokens.ts'

export interface RenewalParts extends JudgeParts {
  store: GrantStore
  clients: ProviderClients
  revocations: Pick<Revocations, 'giveBack'>
  now: () => number
}

/** What one renewal of a grant needs. */
export interface Renewal {
  provider: Provider
  lease: Lease
  /** Earlier refusals of this grant; `null` when there are none. */
  before: GrantRefusalRow | null
}

/**
 * Gets new tokens from the provider and stores them. Releases the lease, or leaves it marked with an unknown outcome.
 * Throws the problem that tells why there are no tokens.
 */
export async function renew(
  parts: RenewalParts,
  grant: StoredGrant,
  { provider, lease, before }: Renewal,
): Promise<StoredGrant> {
  const { refreshToken } = await openTokens(parts.keyring, grant).catch(async (error: unknown) => {
    await lease.release()
    throw error
  })
  let client: Configuration | undefined
  let answer: RefreshAnswer
  try {
    client = await parts.clients(provider)
    answer = await refreshTokens(provider, client, refreshToken ?? '', grant.scopes)
  } catch (error) {
    return withoutTokens(parts, grant, { provider, lease, before, client }, providerFailure(provider, error))
  }
  if (answer.isOfAnother(grant.accountId)) {
    parts.log.error({ grant: grant.id, provider: provider.id }, 'a refresh brought tokens of another account')
    return endGrant(parts, grant, lease, {
      status: 'broken',
      endedBy: 'provider',
      words: `${provider.name} answered for another account.`,
    })
  }
  const issued = judgeLater(answer)
  const stored = await storeTokens(parts, grant, { provider, lease, before }, { answer, issued })
  if (!(issued instanceof Error)) await noteServed(parts, provider)
  if (!stored) return overtaken(parts, grant, { provider, held: answer.held })
  if (issued instanceof Error) {
    await isOver(parts, grant, { provider, client, failure: issued, unusable: true, before })
    throw refreshProblem(issued, grant)
  }
  return stored
}

/** The provider did not answer with tokens. Ends the grant where that is final. */
async function withoutTokens(
  parts: RenewalParts,
  grant: StoredGrant,
  { provider, lease, before, client }: Renewal & { client: Configuration | undefined },
  failure: ProviderFailure,
): Promise<StoredGrant> {
  // The provider's discovery document did not arrive or is invalid.
  if (client === undefined) logRefusal(parts, grant, failure, 'noted')
  if (failure.isInvalidGrant) {
    return endGrant(
      parts,
      grant,
      lease,
      // The process before may have lost the answer that rotated the token.
      lease.inherited
        ? { status: 'broken', endedBy: 'accident' }
        : { status: 'revoked', endedBy: 'provider' },
    )
  }
  if (
    client !== undefined &&
    (await isOver(parts, grant, { provider, client, failure, unusable: false, before }))
  ) {
    return endGrant(parts, grant, lease, { status: 'broken', endedBy: 'provider', words: failure.message })
  }
  // Without an answer the provider may have rotated the refresh token, and the next process that tries must know.
  await (failure.code === 'provider_unreachable' || lease.inherited ? lease.abandon() : lease.release())
  throw refreshProblem(failure, grant)
}

interface End {
  status: 'broken' | 'revoked'
  endedBy: 'accident' | 'provider'
  /** Why, as the provider or the vault says it. */
  words?: string
}

/** Ends the grant, and throws the problem that says so. Where others changed it meanwhile, what they did stands. */
async function endGrant(
  parts: RenewalParts,
  grant: StoredGrant,
  lease: Lease,
  { status, endedBy, words }: End,
): Promise<StoredGrant> {
  const ended = await parts.store.end(grant, status, endedBy, words)
  await lease.release()
  if (ended) throw endedProblem({ ...grant, status, endedBy })
  return standing(parts, grant)
}

/**
 * Stores what a refresh brought, and releases the lease with it. It is stored before anybody uses it, and even if the
 * rest of the answer is wrong: losing a rotated token loses the account. `null` when others changed the grant
 * meanwhile.
 */
function storeTokens(
  { keyring, store, refusals, now }: RenewalParts,
  grant: StoredGrant,
  { provider, lease, before }: Renewal,
  { answer, issued }: { answer: RefreshAnswer; issued: IssuedTokens | ProviderFailure },
): Promise<StoredGrant | null> {
  const isUsable = !(issued instanceof Error)
  return insist(() =>
    keyring.withNewestKey(async () => {
      const tokens = isUsable
        ? await sealTokens(keyring, grant, issued, grant.refreshToken, now())
        : await sealRefreshToken(keyring, grant, answer.held.refreshToken)
      const scopes = isUsable ? issued.scopes : grant.scopes
      const learned = isUsable ? learnValues(provider, issued.extra) : {}
      const renewed = { ...tokens, scopes, fields: { ...grant.fields, ...learned } }
      const life = isUsable ? issued.refreshExpiresIn : null
      const isStored = await store.replaceTokens(
        grant,
        renewed,
        async (transaction) => {
          if (before && isUsable) await refusals.forget(transaction, grant.id)
          await lease.release(transaction)
        },
        refreshEndAt(life, answer.held.refreshToken, now()),
      )
      return isStored ? { ...grant, ...renewed, tokenVersion: grant.tokenVersion + 1 } : null
    }),
  )
}

/** Records the success, so that other refused grants are not blamed on the client. */
async function noteServed({ refusals, log }: RenewalParts, provider: Provider): Promise<void> {
  await refusals
    .served(clientOf(provider))
    .catch((error: unknown) => log.error({ err: error }, 'a served client was not noted'))
}

/** The tokens of a refresh, or why they are not usable. The reason is reported after the refresh token was stored. */
function judgeLater(answer: RefreshAnswer): IssuedTokens | ProviderFailure {
  try {
    return answer.judge()
  } catch (error) {
    if (error instanceof ProviderFailure) return error
    throw error
  }
}

/** The user connected again or revoked during the refresh. What they did stands. */
async function overtaken(
  parts: RenewalParts,
  grant: StoredGrant,
  { provider, held }: { provider: Provider; held: HeldTokens },
): Promise<StoredGrant> {
  const current = await parts.store.find(grant.appId, grant.id)
  if (!current?.intact || current.status !== 'active') {
    await parts.revocations.giveBack(grant.appId, provider, held, {
      accountId: grant.accountId,
      grantId: grant.id,
    })
  }
  return standing(parts, grant)
}

/** The grant as others left it. Throws when it has ended. */
export async function standing(parts: RenewalParts, { appId, id }: StoredGrant): Promise<StoredGrant> {
  const current = await parts.store.find(appId, id)
  if (!current) throw new ProblemError('grant_not_found', `There is no grant ${id}.`)
  assertUsable(current)
  return current
}
