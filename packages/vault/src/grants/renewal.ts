import type { Keyring } from '../crypto/keyring.ts'
import type { Configuration } from 'openid-client'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import { type AccountWord, askAccount } from '../providers/account-check.ts'
import type { IssuedTokens } from '../providers/authorization.ts'
import { clientOf, type ProviderClients } from '../providers/client.ts'
import { ProviderFailure, providerFailure } from '../providers/failure.ts'
import { learnValues } from '../providers/fill.ts'
import type { Provider } from '../providers/provider.ts'
import { type RefreshAnswer, refreshTokens } from '../providers/refresh.ts'
import type { HeldTokens } from '../providers/revocation.ts'
import type { LogSeldom } from '../seldom.ts'
import { insist } from '../storage/insist.ts'
import type { Lease } from '../storage/lease.ts'
import type { GrantRefusalRow } from '../storage/schema/grants.ts'
import { refreshEndAt } from './ends.ts'
import { assertUsable, endedProblem, type StoredGrant } from './grant.ts'
import { describeRefusal, refreshProblem } from './refresh-problem.ts'
import type { Refusals } from './refusals.ts'
import type { Revocations } from './revocations.ts'
import type { GrantStore } from './store.ts'
import { openAccessToken, openTokens, sealRefreshToken, sealTokens } from './tokens.ts'

export interface RenewalParts {
  store: GrantStore
  keyring: Keyring
  clients: ProviderClients
  revocations: Pick<Revocations, 'giveBack'>
  refusals: Refusals
  outbound: Outbound
  metrics: Pick<Metrics, 'recordRefusal'>
  log: Log
  logSeldom: LogSeldom
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
    const failure = providerFailure(provider, error)
    // The provider's discovery document did not arrive or is invalid.
    if (client === undefined) logRefusal(parts, grant, failure, 'noted')
    if (failure.isInvalidGrant) {
      const [status, endedBy] = lease.inherited
        ? (['broken', 'accident'] as const)
        : (['revoked', 'provider'] as const)
      const ended = await parts.store.end(grant, status, endedBy)
      await lease.release()
      if (ended) throw endedProblem({ ...grant, status, endedBy })
      return standing(parts, grant)
    }
    if (
      client !== undefined &&
      (await isOver(parts, grant, { provider, client, failure, unusable: false, before }))
    ) {
      const ended = await parts.store.end(grant, 'broken', 'provider', failure.message)
      await lease.release()
      if (ended) throw endedProblem({ ...grant, status: 'broken', endedBy: 'provider' })
      return standing(parts, grant)
    }
    // Without an answer the provider may have rotated the refresh token, and the next process that tries must know.
    await (failure.code === 'provider_unreachable' || lease.inherited ? lease.abandon() : lease.release())
    throw refreshProblem(failure, grant)
  }
  if (answer.isOfAnother(grant.accountId)) {
    parts.log.error({ grant: grant.id, provider: provider.id }, 'a refresh brought tokens of another account')
    const words = `${provider.name} answered for another account.`
    const ended = await parts.store.end(grant, 'broken', 'provider', words)
    await lease.release()
    if (ended) throw endedProblem({ ...grant, status: 'broken', endedBy: 'provider' })
    return standing(parts, grant)
  }
  const issued = judgeLater(answer)
  // Stored before anybody uses it, and even if the rest of the answer is wrong: losing a rotated token loses the
  // account.
  const stored = await insist(() =>
    parts.keyring.withNewestKey(async () => {
      const tokens =
        issued instanceof Error
          ? await sealRefreshToken(parts.keyring, grant, answer.held.refreshToken)
          : await sealTokens(parts.keyring, grant, issued, grant.refreshToken, parts.now())
      const scopes = issued instanceof Error ? grant.scopes : issued.scopes
      const learned = issued instanceof Error ? {} : learnValues(provider, issued.extra)
      const fields = { ...grant.fields, ...learned }
      const renewed = { ...tokens, scopes, fields }
      const life = issued instanceof Error ? null : issued.refreshExpiresIn
      const refreshEndsAt = refreshEndAt(life, answer.held.refreshToken, parts.now())
      const isStored = await parts.store.replaceTokens(
        grant,
        renewed,
        async (transaction) => {
          if (before && !(issued instanceof Error)) await parts.refusals.forget(transaction, grant.id)
          await lease.release(transaction)
        },
        refreshEndsAt,
      )
      return isStored ? { ...grant, ...renewed, tokenVersion: grant.tokenVersion + 1 } : null
    }),
  )
  if (!(issued instanceof Error)) await noteServed(parts, provider)
  if (!stored) return overtaken(parts, grant, { provider, held: answer.held })
  if (issued instanceof Error) {
    await isOver(parts, grant, { provider, client, failure: issued, unusable: true, before })
    throw refreshProblem(issued, grant)
  }
  return stored
}

/** Records the success, so that other refused grants are not blamed on the client. */
async function noteServed({ refusals, log }: RenewalParts, provider: Provider): Promise<void> {
  await refusals
    .served(clientOf(provider))
    .catch((error: unknown) => log.error({ err: error }, 'a served client was not noted'))
}

interface Refused {
  provider: Provider
  client: Configuration
  failure: ProviderFailure
  /** The answer held tokens, and none of them is usable. */
  unusable: boolean
  before: GrantRefusalRow | null
}

type Outcome = Awaited<ReturnType<Refusals['note']>>

/** Counts a refusal, tells the operator, and returns whether the grant has ended. An outage does not end one. */
async function isOver(parts: RenewalParts, grant: StoredGrant, refused: Refused): Promise<boolean> {
  const { provider, client, failure, unusable } = refused
  parts.metrics.recordRefusal({ app: grant.appId, provider: provider.id, subject: failure.subject })
  // An answer with unusable tokens is no outage: each try makes the provider issue one more.
  if (failure.subject === 'outage' && !unusable && !failure.isPage) {
    logRefusal(parts, grant, failure, 'noted')
    return false
  }
  async function ask(): Promise<AccountWord> {
    const accessToken = await openAccessToken(parts.keyring, grant)
    return accessToken === null ? 'none' : askAccount(provider, client, parts.outbound, accessToken)
  }
  const outcome = await parts.refusals.note({ grant, ...refused }, ask).catch((error: unknown): Outcome => {
    // The caller needs to know the refusal, so this error is only logged.
    parts.log.error({ err: error, grant: grant.id }, 'a refusal could not be counted')
    return 'noted'
  })
  logRefusal(parts, grant, failure, outcome)
  return outcome === 'over'
}

/**
 * Logs a refusal with the setting at fault, at a limited rate, because callers can cause refusals as often as they
 * call.
 */
function logRefusal(
  { logSeldom }: Pick<RenewalParts, 'logSeldom'>,
  grant: StoredGrant,
  failure: ProviderFailure,
  outcome: Outcome,
): void {
  const { appId, provider } = grant
  const about = {
    err: failure,
    grant: grant.id,
    provider,
    app: appId,
    reason: describeRefusal(failure, grant),
  }
  const kind = `${appId} ${provider}`
  // A user who names the host, such as that of a shop, can influence its answers.
  const level = Object.keys(grant.fields).length === 0 ? 'error' : 'warn'
  if (failure.subject === 'client') return logSeldom(level, kind, about, 'the provider refuses this client')
  if (failure.code === 'provider_misconfigured' && failure.fault !== 'credentials' && outcome !== 'over') {
    return logSeldom(level, kind, about, 'the provider is not what it is configured to be')
  }
  if (outcome === 'alike') return logSeldom(level, kind, about, 'the provider refuses all grants alike')
  if (failure.subject === 'outage') {
    return logSeldom('warn', kind, about, 'a token could not be refreshed: the provider is out of order')
  }
  const words = outcome === 'over' ? 'a grant is over: the provider refuses it' : 'a refresh was refused'
  logSeldom('warn', `${kind} ${grant.id}`, about, words)
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
