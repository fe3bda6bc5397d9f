/* oxlint-disable no-useless-constructor -- they narrow the codes that a class may carry */
import { AlterError, type ErrorFacts } from './alter-error.ts'

/** The app's key or the user's JWT is missing, wrong or expired. */
export class AuthenticationError extends AlterError {
  declare readonly code: 'invalid_api_key' | 'invalid_user_token' | 'user_token_required'

  constructor(code: AuthenticationError['code'], detail: string, facts?: ErrorFacts) {
    super(code, detail, facts)
  }
}

/** The API key is good, but may not do this: use one that has the scope. */
export class InsufficientScopeError extends AlterError {
  declare readonly code: 'insufficient_scope'

  constructor(detail: string, facts?: ErrorFacts) {
    super('insufficient_scope', detail, facts)
  }
}

/** The agent is paused or was deleted. Nothing that it asks for is done until the app resumes it. */
export class AgentInactiveError extends AlterError {
  declare readonly code: 'agent_inactive'

  constructor(detail: string, facts?: ErrorFacts) {
    super('agent_inactive', detail, facts)
  }
}

/** The vault cannot do what was asked for; the fix is in the calling code or in the vault's configuration. */
export class InvalidRequestError extends AlterError {
  declare readonly code:
    | 'invalid_request'
    | 'unknown_provider'
    | 'provider_not_configured'
    | 'origin_not_allowed'
    | 'body_too_large'
    | 'user_token_too_large'
  /** The field at fault, by its name on the wire. */
  declare readonly field?: string

  constructor(code: InvalidRequestError['code'], detail: string, facts?: ErrorFacts & { field?: string }) {
    super(code, detail, facts)
  }
}

/** Why a policy said no. */
export interface PolicyError {
  /** Name of the policy. */
  policy: string
  /** Type of the rule that denied the use, such as `time_window`. */
  type: string
  /** Why, in words. */
  reason: string
  /** Seconds. Absent where waiting does not help. */
  retryAfter?: number
}

/** A policy said no; `policyError` says which and why. */
export class PolicyViolationError extends AlterError {
  declare readonly code: 'policy_violation'
  /** Which rule denied the use, and why. */
  declare readonly policyError: PolicyError

  constructor(detail: string, facts: ErrorFacts & { policyError: PolicyError }) {
    super('policy_violation', detail, facts)
  }
}

/** The URL's host is not among those that may receive this provider's token. */
export class HostNotAllowedError extends AlterError {
  declare readonly code: 'host_not_allowed'
  /** The host that was asked for. */
  declare readonly host?: string

  constructor(detail: string, facts?: ErrorFacts & { host?: string }) {
    super('host_not_allowed', detail, facts)
  }
}

/** Another caller is refreshing the token, and it took longer than the retries waited. */
export class TokenRefreshInProgressError extends AlterError {
  declare readonly code: 'token_refresh_in_progress'

  constructor(detail: string, facts?: ErrorFacts) {
    super('token_refresh_in_progress', detail, facts)
  }
}

/** The vault asks for fewer calls; `retryAfter` says when. */
export class RateLimitedError extends AlterError {
  declare readonly code: 'rate_limited'

  constructor(detail: string, facts?: ErrorFacts) {
    super('rate_limited', detail, facts)
  }
}

/** A headless connect ended without a grant. */
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
 * The provider refuses the client of the vault, or is not what the vault was configured for. `detail` names the setting to
 * mend; the same call works once it is.
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

  /** The provider's answer, its body unread. Not enumerable: a log does not dump it. */
  get response(): Response {
    return this.#response
  }
}

/** No answer of the vault or of the provider, or an answer of something in between; or the vault was closing. */
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

/** No answer in time: `timeout` by the SDK's own clock, `provider_timeout` by the vault's. */
export class TimeoutError extends NetworkError {
  declare readonly code: 'timeout' | 'provider_timeout'

  constructor(code: TimeoutError['code'], detail: string, facts?: ErrorFacts) {
    super(code, detail, facts)
  }
}
