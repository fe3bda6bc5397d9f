import { ProblemError } from '../problem.ts'
import type { ProviderFailure } from '../providers/failure.ts'
import { describeFailure } from '../providers/setup-fault.ts'
import type { StoredGrant } from './grant.ts'

/** Why there are no fresh tokens: what was said, and what the operator can do about it, if anything. */
export type RefreshFailure = Pick<ProviderFailure, 'code' | 'message' | 'fault' | 'timedOut'>

/** In words for a developer, with the setting at fault. */
export function describeRefusal(
  failure: RefreshFailure,
  { appId, provider: providerId }: Pick<StoredGrant, 'appId' | 'provider'>,
): string {
  return describeFailure(failure, { appId, providerId })
}

/**
 * The problem of a refresh that brought no tokens; `provider_misconfigured` where asking again changes nothing before the
 * operator has mended a setting.
 * @param retryAfter when the provider is asked again. Seconds; `undefined`: with the next call
 */
export function refreshProblem(
  failure: RefreshFailure,
  grant: StoredGrant,
  retryAfter?: number,
): ProblemError {
  const later = retryAfter === undefined ? '.' : '; the provider is asked again later.'
  const said = `${describeRefusal(failure, grant)} The token could not be refreshed${later}`
  const about = { provider: grant.provider, grant_id: grant.id }
  if (failure.code === 'provider_misconfigured') return new ProblemError(failure.code, said, about, failure)
  const code = failure.timedOut ? 'provider_timeout' : 'provider_unreachable'
  return new ProblemError(
    code,
    said,
    { ...about, ...(retryAfter !== undefined && { retry_after: retryAfter }) },
    failure,
  )
}
