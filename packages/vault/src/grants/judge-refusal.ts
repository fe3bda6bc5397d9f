import type { Keyring } from '../crypto/keyring.ts'
import type { Configuration } from 'openid-client'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { type AccountWord, askAccount } from '../providers/account-check.ts'
import type { ProviderFailure } from '../providers/failure.ts'
import type { Provider } from '../providers/provider.ts'
import type { LogSeldom } from '../seldom.ts'
import type { GrantRefusalRow } from '../storage/schema/grants.ts'
import type { StoredGrant } from './grant.ts'
import { describeRefusal } from './refresh-problem.ts'
import type { Refusals } from './refusals.ts'
import { openAccessToken } from './tokens.ts'

export interface JudgeParts {
  keyring: Keyring
  refusals: Refusals
  outbound: Outbound
  metrics: Pick<Metrics, 'recordRefusal'>
  log: Log
  logSeldom: LogSeldom
}

/** A refresh that the provider refused. */
export interface Refused {
  provider: Provider
  client: Configuration
  failure: ProviderFailure
  /** The answer held tokens, and none of them is usable. */
  unusable: boolean
  before: GrantRefusalRow | null
}

type Outcome = Awaited<ReturnType<Refusals['note']>>

/** Counts a refusal, tells the operator, and returns whether the grant has ended. An outage does not end one. */
export async function isOver(parts: JudgeParts, grant: StoredGrant, refused: Refused): Promise<boolean> {
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
export function logRefusal(
  { logSeldom }: Pick<JudgeParts, 'logSeldom'>,
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
