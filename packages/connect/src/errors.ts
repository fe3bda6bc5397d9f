const CODES = [
  'popup_blocked',
  'invalid_options',
  'sdk_destroyed',
  'unsupported_environment',
  'invalid_oauth_url',
  'redirect_error',
  'session_failed',
  'session_expired',
  'invalid_token',
  'invalid_response',
  'access_denied',
  'account_mismatch',
  'scope_denied',
  'interaction_required',
  'provider_error',
  'provider_unreachable',
  'oauth_error',
  'aborted',
] as const

/** Every way a call can fail. */
export type ConnectErrorCode = (typeof CODES)[number]

/** What else is known of a failure. */
export interface Circumstances {
  cause?: unknown
  details?: Record<string, unknown> | undefined
}

/** A failed call. What each `code` means, and what to do about it, is in the README's table. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  declare readonly code: ConnectErrorCode
  /** Whether the same call, from a fresh click, can succeed. */
  declare readonly retryable: boolean
  declare readonly details?: Record<string, unknown>

  /** `message` defaults to the code. */
  constructor(code: ConnectErrorCode, message?: string, about: Circumstances = {}) {
    super(message || code, about)
    this.code = code
    Object.assign(this, about)
    // Those that are not are for the developer, not for the user, to put right.
    this.retryable = !/^(invalid|sdk|unsupported)/.test(code)
  }
}

/** Compares by name and code, so that two copies of this package agree. */
export function isConnectError(error: unknown): error is ConnectError {
  const { name, code } = Object(error)
  return name === 'ConnectError' && CODES.includes(code)
}
