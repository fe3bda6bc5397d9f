import type { ProblemCode, SessionErrorCode } from '@alter/protocol'

/** The class of each code. Codes that only a Connect page meets stay with the base class. */
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

/** Codes of the SDK's own; the others are the vault's. */
type SdkCode = 'approval_timeout' | 'connect_cancelled' | 'network_error' | 'timeout'

/** Every code that an error of the SDK can carry. */
export type AlterErrorCode = ProblemCode | SessionErrorCode | SdkCode

/** The class name that belongs to a code; a code of a newer vault belongs to the base class. */
export function nameOf(code: string): string {
  return Object.entries(NAME_OF).find(([known]) => known === code)?.[1] ?? 'AlterError'
}

/** What every error may know about the call that failed: enough for a log, and no secret. */
export interface ErrorFacts {
  /** HTTP method of the call. Absent where nothing was sent. */
  method?: string
  /** What was called, without query, fragment and credentials. */
  url?: string
  /** HTTP status of the answer; absent when there was none. */
  status?: number
  /** Names the call in the logs of the vault. Absent where no answer came. */
  requestId?: string
  /** Provider id, where the call was for one. */
  provider?: string
  /** Seconds to wait, where the answer said so. */
  retryAfter?: number
  /** What went wrong below. Absent where nothing did. */
  cause?: unknown
}

/** The root of everything the SDK throws at run time; mistakes in a program throw `TypeError` instead. */
export class AlterError extends Error {
  /** What failed, as a literal that code can compare. */
  readonly code: AlterErrorCode | (string & {})
  /** HTTP method of the call. Absent where nothing was sent. */
  declare readonly method?: string
  /** Address of the call, without its query. Absent where nothing was sent. */
  declare readonly url?: string
  /** HTTP status of the answer. Absent where none came. */
  declare readonly status?: number
  /** Names the call in the logs of the vault. Absent where no answer came. */
  declare readonly requestId?: string
  /** Provider id, where the call was for one. */
  declare readonly provider?: string
  /** Seconds to wait before the next try. Absent where the answer named none. */
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

  /** What went wrong and what to do about it; the message without the facts of the call. */
  get detail(): string {
    return this.#detail
  }

  /** For a log of JSON lines: name and message too, which are not enumerable; the cause is left to the stack. */
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
