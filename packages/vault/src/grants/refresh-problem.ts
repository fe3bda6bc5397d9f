import { ProblemError } from '../problem.ts'
import type { ProviderFailure } from '../providers/failure.ts'
import { describeFailure } from '../providers/setup-fault.ts'
import type { StoredGrant } from './grant.ts'

/** Why a refresh failed, and what the operator can do about it. */
export type RefreshFailure = Pick<ProviderFailure, 'code' | 'message' | 'fault' | 'timedOut'>

/** The refusal in words for a developer, with the setting at fault. */
export function describeRefusal(
  failure: RefreshFailure,
  { appId, provider: providerId }: Pick<StoredGrant, 'appId' | 'provider'>,
): string {
  return describeFailure(failure, { appId, providerId })
}

/**
 * The problem of a failed refresh; `provider_misconfigured` when only a changed setting can help.
 * @param retryAfter seconds until the provider is asked again; `undefined` when the next call asks again
 */
export function refreshProblem(
  failure: RefreshFailure,
  grant: StoredGrant,
  retryAfter?: number,
): ProblemError {
  const later = retryAfter === undefined ? '.' : '; the vault asks the provider again later.'
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
