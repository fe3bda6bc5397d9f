import type { AgentLabel } from './delegation.ts'
import type { GrantAccount } from './grant-account.ts'

/**
 * The status of each problem code.
 * @see RFC 9457
 */
export const PROBLEM_STATUS = {
  /** Nothing was sent: a human is asked first. */
  approval_required: 202,
  invalid_request: 400,
  unknown_provider: 400,
  provider_not_configured: 400,
  invalid_api_key: 401,
  invalid_user_token: 401,
  user_token_required: 401,
  invalid_token: 401,
  session_expired: 401,
  /**
   * The key may not do this.
   * @see RFC 6750 §3.1
   */
  insufficient_scope: 403,
  /** The agent is paused or revoked: nothing is open to its keys. */
  agent_inactive: 403,
  policy_violation: 403,
  scope_reauth_required: 403,
  host_not_allowed: 403,
  origin_not_allowed: 403,
  /** A human said no. */
  approval_denied: 403,
  not_found: 404,
  grant_not_found: 404,
  /** The user has not let this agent use such an account. */
  no_delegated_grant: 404,
  method_not_allowed: 405,
  ambiguous_grant: 409,
  session_in_use: 409,
  session_ended: 409,
  account_mismatch: 409,
  token_refresh_in_progress: 409,
  grant_revoked: 410,
  credential_revoked: 410,
  grant_expired: 410,
  /** Nobody said yes in time, or what was asked for has ended. Nothing was sent. */
  approval_expired: 410,
  /** It was sent, and the provider's answer is no longer kept, or never was. */
  approval_answer_gone: 410,
  body_too_large: 413,
  rate_limited: 429,
  user_token_too_large: 431,
  internal_error: 500,
  /** Of an app's backend: the provider itself answered 4xx or 5xx. */
  provider_api_error: 502,
  provider_unreachable: 502,
  /** The provider is not what the vault was configured for: the operator has something to mend. */
  provider_misconfigured: 502,
  /** A human said yes, and yet there is no answer: `failure` tells why. */
  approval_failed: 502,
  /** The vault is closing: nothing was done, and it or another will soon do it. */
  unavailable: 503,
  provider_timeout: 504,
} as const

/** Every code of a {@link Problem}; its status is in {@link PROBLEM_STATUS}. */
export type ProblemCode = keyof typeof PROBLEM_STATUS

/**
 * An error document, `application/problem+json`.
 * @see RFC 9457 §3
 */
export interface Problem extends ProblemDetails {
  /** Always `about:blank`: the code says what it is. */
  type: string
  /** The code in words. */
  title: string
  /** HTTP status, as the answer has it. */
  status: number
  /** What went wrong, for programs. */
  code: ProblemCode
  /** What went wrong and what to do about it, for a developer. */
  detail: string
  /** Names this request in the vault's log. Absent where the vault was not asked. */
  request_id?: string
}

/** What some codes say beyond their text. */
export interface ProblemDetails {
  /** The field at fault: `invalid_request`, `unknown_provider`, `provider_not_configured`. Absent where no field is at fault. */
  field?: string
  /** Of `policy_violation`: which rule said no. Absent with other codes. */
  policy_error?: PolicyError
  /** Of `scope_reauth_required`: what the user has to grant. Absent with other codes. */
  missing_scopes?: string[]
  /** Of `host_not_allowed`: where the call wanted to go. Absent with other codes. */
  host?: string
  /** Provider id. Absent where the problem is with no provider. */
  provider?: string
  /** Oldest first, as grants are listed. Of `ambiguous_grant`; absent with other codes. */
  accounts?: GrantAccount[]
  /** The grant at fault. Absent where there is none. */
  grant_id?: string
  /** Of `no_delegated_grant`: whom the user is to be asked for. Absent with other codes. */
  agent?: AgentLabel
  /** Seconds. Absent where waiting changes nothing. */
  retry_after?: number
  /** Of the codes that begin with `approval_`. Absent with others. */
  approval_id?: string
  /** Where the user decides; absent where the operator does. */
  approval_url?: string
  /** ISO 8601. `approval_required`: nobody can say yes afterwards. Absent with other codes. */
  expires_at?: string
  /** `approval_denied`: the words of whoever said no. */
  denial_reason?: string
  /** `approval_failed`, `approval_expired`: why, as in `Approval`. Absent with other codes. */
  failure?: string
}

/** Why a policy said no. */
export interface PolicyError {
  /** Name of the rule, or the place where it stands. */
  policy: string
  /** Which kind of rule it is. */
  type: string
  /** Why it said no, for a developer. */
  reason: string
  /** Seconds. Absent where waiting changes nothing. */
  retry_after?: number
}
