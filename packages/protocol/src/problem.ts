import type { AgentLabel } from './delegation.ts'
import type { GrantAccount } from './grant-account.ts'

/**
 * The status of each problem code.
 * @see RFC 9457
 */
export const PROBLEM_STATUS = {
  /** A human is asked first; nothing was sent. */
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
   * The key lacks a scope.
   * @see RFC 6750 §3.1
   */
  insufficient_scope: 403,
  /** The agent is paused or revoked, and its keys are refused. */
  agent_inactive: 403,
  policy_violation: 403,
  scope_reauth_required: 403,
  host_not_allowed: 403,
  origin_not_allowed: 403,
  /** A human said no. */
  approval_denied: 403,
  not_found: 404,
  grant_not_found: 404,
  /** The user did not let this agent use such an account. */
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
  /** Nobody said yes in time, or what the request depended on has ended. Nothing was sent. */
  approval_expired: 410,
  /** The request was sent, and the provider's answer is no longer kept or never was. */
  approval_answer_gone: 410,
  body_too_large: 413,
  rate_limited: 429,
  user_token_too_large: 431,
  internal_error: 500,
  /** Sent by an app's backend: the provider itself answered 4xx or 5xx. */
  provider_api_error: 502,
  provider_unreachable: 502,
  /** The provider behaves differently from the vault's configuration, and the operator must change a setting. */
  provider_misconfigured: 502,
  /** A human said yes, but there is no answer: `failure` tells why. */
  approval_failed: 502,
  /** The vault is closing, its database is away, or it is full, and it did nothing; another try will soon work. */
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
  /** Always `about:blank`, because the code identifies the problem. */
  type: string
  /** The code in words. */
  title: string
  /** HTTP status, as the answer has it. */
  status: number
  /** What failed, for programs. */
  code: ProblemCode
  /** What failed and what to do about it, for a developer. */
  detail: string
  /** Id of the request in the vault's log. Absent when the vault was not asked. */
  request_id?: string
}

/** Members that some codes have. */
export interface ProblemDetails {
  /**
   * The field at fault, with `invalid_request`, `unknown_provider` and `provider_not_configured`. Absent when there is
   * none.
   */
  field?: string
  /** The rule that refused, with `policy_violation`. Absent with other codes. */
  policy_error?: PolicyError
  /** The scopes that the user has to grant, with `scope_reauth_required`. Absent with other codes. */
  missing_scopes?: string[]
  /** The refused host, with `host_not_allowed`. Absent with other codes. */
  host?: string
  /** Provider id. Absent when no provider is concerned. */
  provider?: string
  /** The accounts to choose from, oldest first, with `ambiguous_grant`. Absent with other codes. */
  accounts?: GrantAccount[]
  /** The grant at fault. Absent when there is none. */
  grant_id?: string
  /** The agent that needs a permission, with `no_delegated_grant`. Absent with other codes. */
  agent?: AgentLabel
  /** Seconds until another try. Absent when waiting does not help. */
  retry_after?: number
  /** Id of the approval, with codes that begin with `approval_`. Absent with other codes. */
  approval_id?: string
  /** Page where the user decides. Absent when the operator decides. */
  approval_url?: string
  /** ISO 8601: end of the time for a yes, with `approval_required`. Absent with other codes. */
  expires_at?: string
  /** The reason that came with a no, with `approval_denied`. Absent when there is none. */
  denial_reason?: string
  /** The cause, as in `Approval`, with `approval_failed` and `approval_expired`. Absent with other codes. */
  failure?: string
}

/** The reason of a policy for its refusal. */
export interface PolicyError {
  /** Name of the rule, or the place where it is configured. */
  policy: string
  /** Kind of rule. */
  type: string
  /** The reason, for a developer. */
  reason: string
  /** Seconds until another try. Absent when waiting does not help. */
  retry_after?: number
}
