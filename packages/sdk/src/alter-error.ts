import type { ProblemCode, SessionErrorCode } from '@alter/protocol'

/** The error class for each code. Codes that only a Connect page receives use the base class. */
const NAME_OF = {
  invalid_request: 'InvalidRequestError',
  unknown_provider: 'InvalidRequestError',
  provider_not_configured: 'InvalidRequestError',
  origin_not_allowed: 'InvalidRequestError',
  body_too_large: 'InvalidRequestError',
  user_token_too_large: 'InvalidRequestError',
  invalid_api_key: 'AuthenticationError',
  invalid_user_token: 'AuthenticationError',
  user_token_required: 'AuthenticationError',
  insufficient_scope: 'InsufficientScopeError',
  agent_inactive: 'AgentInactiveError',
  policy_violation: 'PolicyViolationError',
  scope_reauth_required: 'ScopeReauthRequiredError',
  host_not_allowed: 'HostNotAllowedError',
  grant_not_found: 'GrantNotFoundError',
  no_delegated_grant: 'NoDelegatedGrantError',
  ambiguous_grant: 'AmbiguousGrantError',
  token_refresh_in_progress: 'TokenRefreshInProgressError',
  grant_revoked: 'GrantRevokedError',
  credential_revoked: 'CredentialRevokedError',
  grant_expired: 'GrantExpiredError',
  approval_required: 'ApprovalRequiredError',
  approval_denied: 'ApprovalDeniedError',
  approval_expired: 'ApprovalExpiredError',
  approval_failed: 'ApprovalExecutionFailedError',
  approval_answer_gone: 'ApprovalExecutionFailedError',
  approval_timeout: 'ApprovalTimeoutError',
  rate_limited: 'RateLimitedError',
  provider_api_error: 'ProviderApiError',
  provider_misconfigured: 'ProviderMisconfiguredError',
  provider_unreachable: 'NetworkError',
  network_error: 'NetworkError',
  unavailable: 'NetworkError',
  provider_timeout: 'TimeoutError',
  timeout: 'TimeoutError',
  access_denied: 'ConnectFailedError',
  account_mismatch: 'ConnectFailedError',
  connect_cancelled: 'ConnectFailedError',
  interaction_required: 'ConnectFailedError',
  provider_error: 'ConnectFailedError',
  scope_denied: 'ConnectFailedError',
  session_expired: 'ConnectFailedError',
  invalid_token: 'AlterError',
  session_in_use: 'AlterError',
  session_ended: 'AlterError',
  not_found: 'AlterError',
  method_not_allowed: 'AlterError',
  internal_error: 'AlterError',
} as const satisfies Record<AlterErrorCode, string>

/** Codes that the SDK itself adds to those of the vault. */
type SdkCode = 'approval_timeout' | 'connect_cancelled' | 'network_error' | 'timeout'

/** Every code that an error of the SDK can carry. */
export type AlterErrorCode = ProblemCode | SessionErrorCode | SdkCode

/** The class name for a code. An unknown code of a newer vault uses the base class. */
export function nameOf(code: string): string {
  return Object.entries(NAME_OF).find(([known]) => known === code)?.[1] ?? 'AlterError'
}

/** Facts about the failed call, for logs. They contain no secret. */
export interface ErrorFacts {
  /** HTTP method of the call. Absent when nothing was sent. */
  method?: string
  /** Address of the call without query, fragment and credentials. Absent when nothing was sent. */
  url?: string
  /** HTTP status of the answer. Absent without an answer. */
  status?: number
  /** Id of the call in the vault's logs. Absent without an answer. */
  requestId?: string
  /** Provider id. Absent when the call is for no provider. */
  provider?: string
  /** Seconds until another try. Absent when the answer does not say. */
  retryAfter?: number
  /** The original error. Absent when there is none. */
  cause?: unknown
}

/** Base class of everything that the SDK throws at run time. Mistakes in a program throw `TypeError` instead. */
export class AlterError extends Error {
  /** What failed, as a literal for comparisons. */
  readonly code: AlterErrorCode | (string & {})
  /** HTTP method of the call. Absent when nothing was sent. */
  declare readonly method?: string
  /** Address of the call, without its query. Absent when nothing was sent. */
  declare readonly url?: string
  /** HTTP status of the answer. Absent without an answer. */
  declare readonly status?: number
  /** Id of the call in the vault's logs. Absent without an answer. */
  declare readonly requestId?: string
  /** Provider id. Absent when the call is for no provider. */
  declare readonly provider?: string
  /** Seconds until another try. Absent when the answer does not say. */
  declare readonly retryAfter?: number
  readonly #detail: string

  constructor(code: AlterErrorCode | (string & {}), detail: string, facts: ErrorFacts = {}) {
    const { cause, ...own } = facts
    super(describe(code, detail, facts), cause === undefined ? {} : { cause })
    Object.defineProperty(this, 'name', { value: nameOf(code), configurable: true, writable: true })
    this.code = code
    this.#detail = detail
    Object.assign(this, own)
  }

  /** What went wrong and what to do about it: the message without the facts of the call. */
  get detail(): string {
    return this.#detail
  }

  /**
   * For logs in JSON lines. It includes name and message, which are not enumerable, and leaves the cause to the stack.
   */
  toJSON(): object {
    return Object.assign({ name: this.name, message: this.message }, this)
  }
}

function describe(code: string, detail: string, facts: ErrorFacts): string {
  const known = [
    code,
    facts.status,
    facts.url === undefined ? undefined : `${facts.method ?? 'GET'} ${facts.url}`,
    facts.requestId === undefined ? undefined : `request ${facts.requestId}`,
  ]
  return `${detail} (${known.filter((fact) => fact !== undefined).join(', ')})`
}
