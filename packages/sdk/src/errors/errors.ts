/* oxlint-disable no-useless-constructor -- they narrow the codes that a class may carry */
import { AlterError, type ErrorFacts } from '../alter-error.ts'

/** The app's key or the user's JWT is missing, wrong or expired. */
export class AuthenticationError extends AlterError {
  declare readonly code: 'invalid_api_key' | 'invalid_user_token' | 'user_token_required'

  constructor(code: AuthenticationError['code'], detail: string, facts?: ErrorFacts) {
    super(code, detail, facts)
  }
}

/** The API key is valid but lacks a scope. Use one that has it. */
export class InsufficientScopeError extends AlterError {
  declare readonly code: 'insufficient_scope'

  constructor(detail: string, facts?: ErrorFacts) {
    super('insufficient_scope', detail, facts)
  }
}

/** The agent is paused or deleted. All its calls are refused until the app resumes it. */
export class AgentInactiveError extends AlterError {
  declare readonly code: 'agent_inactive'

  constructor(detail: string, facts?: ErrorFacts) {
    super('agent_inactive', detail, facts)
  }
}

/** The vault cannot do what was requested. The calling code or the vault's configuration has to change. */
export class InvalidRequestError extends AlterError {
  declare readonly code:
    | 'invalid_request'
    | 'unknown_provider'
    | 'provider_not_configured'
    | 'origin_not_allowed'
    | 'body_too_large'
    | 'user_token_too_large'
  /** Wire name of the field at fault. Absent when there is none. */
  declare readonly field?: string

  constructor(code: InvalidRequestError['code'], detail: string, facts?: ErrorFacts & { field?: string }) {
    super(code, detail, facts)
  }
}

/** The reason of a policy for its refusal. */
export interface PolicyError {
  /** Name of the policy. */
  policy: string
  /** Type of the rule that denied the use, such as `time_window`. */
  type: string
  /** Why, in words. */
  reason: string
  /** Seconds until another try. Absent when waiting does not help. */
  retryAfter?: number
}

/** A policy refused the call. `policyError` says which one and why. */
export class PolicyViolationError extends AlterError {
  declare readonly code: 'policy_violation'
  /** Which rule denied the use, and why. */
  declare readonly policyError: PolicyError

  constructor(detail: string, facts: ErrorFacts & { policyError: PolicyError }) {
    super('policy_violation', detail, facts)
  }
}

/** The provider's token may not be sent to the host of the URL. */
export class HostNotAllowedError extends AlterError {
  declare readonly code: 'host_not_allowed'
  /** The requested host. Absent when the vault did not name it. */
  declare readonly host?: string

  constructor(detail: string, facts?: ErrorFacts & { host?: string }) {
    super('host_not_allowed', detail, facts)
  }
}

/** Another call is refreshing the token, and that took longer than the retries. */
export class TokenRefreshInProgressError extends AlterError {
  declare readonly code: 'token_refresh_in_progress'

  constructor(detail: string, facts?: ErrorFacts) {
    super('token_refresh_in_progress', detail, facts)
  }
}

/** Too many calls. `retryAfter` says when to try again. */
export class RateLimitedError extends AlterError {
  declare readonly code: 'rate_limited'

  constructor(detail: string, facts?: ErrorFacts) {
    super('rate_limited', detail, facts)
  }
}

/** Connecting from a terminal ended without a grant. */
export class ConnectFailedError extends AlterError {
  declare readonly code:
    | 'access_denied'
    | 'account_mismatch'
    | 'connect_cancelled'
    | 'interaction_required'
    | 'provider_error'
    | 'scope_denied'
    | 'session_expired'

  constructor(code: ConnectFailedError['code'], detail: string, facts?: ErrorFacts) {
    super(code, detail, facts)
  }
}

/**
 * The provider refuses the vault's client, or behaves differently from the vault's configuration. `detail` names the
 * setting to change; then the same call works.
 */
export class ProviderMisconfiguredError extends AlterError {
  declare readonly code: 'provider_misconfigured'

  constructor(detail: string, facts?: ErrorFacts) {
    super('provider_misconfigured', detail, facts)
  }
}

/** The provider itself answered 4xx or 5xx. */
export class ProviderApiError extends AlterError {
  declare readonly code: 'provider_api_error'
  /** HTTP status of the provider's answer. */
  declare readonly status: number
  readonly #response: Response

  constructor(detail: string, facts: ErrorFacts & { status: number; response: Response }) {
    const { response, ...own } = facts
    super('provider_api_error', detail, own)
    this.#response = response
  }

  /** The provider's response with its body unread. Not enumerable, so that logs leave it out. */
  get response(): Response {
    return this.#response
  }
}

/** The vault or the provider did not answer, something in between answered, or the vault was closing, busy or without its database. */
export class NetworkError extends AlterError {
  declare readonly code:
    | 'network_error'
    | 'unavailable'
    | 'provider_unreachable'
    | 'timeout'
    | 'provider_timeout'

  constructor(code: NetworkError['code'], detail: string, facts?: ErrorFacts) {
    super(code, detail, facts)
  }
}

/** No answer in time. The code is `timeout` for the SDK's own limit and `provider_timeout` for the vault's. */
export class TimeoutError extends NetworkError {
  declare readonly code: 'timeout' | 'provider_timeout'

  constructor(code: TimeoutError['code'], detail: string, facts?: ErrorFacts) {
    super(code, detail, facts)
  }
}
