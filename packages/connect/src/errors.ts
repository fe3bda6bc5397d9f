export type ConnectErrorCode =
  | 'popup_blocked'
  | 'invalid_options'
  | 'sdk_destroyed'
  | 'unsupported_environment'
  | 'invalid_oauth_url'
  | 'redirect_error'
  | 'session_failed'
  | 'session_expired'
  | 'invalid_token'
  | 'invalid_response'
  | 'access_denied'
  | 'account_mismatch'
  | 'scope_denied'
  | 'provider_error'
  | 'provider_unreachable'
  | 'oauth_error'
  | 'aborted'

/** Every way a call can fail, and whether the same call, from a fresh click, can succeed. */
const RETRYABLE: Record<ConnectErrorCode, boolean> = {
  popup_blocked: true,
  invalid_options: false,
  sdk_destroyed: false,
  unsupported_environment: false,
  invalid_oauth_url: false,
  redirect_error: true,
  session_failed: true,
  session_expired: true,
  invalid_token: false,
  invalid_response: false,
  access_denied: true,
  account_mismatch: true,
  scope_denied: true,
  provider_error: true,
  provider_unreachable: true,
  oauth_error: true,
  aborted: true,
}

/** A failed call. What each `code` means, and what to do about it, is in the README's table. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  readonly code: ConnectErrorCode
  /** Whether the same call, from a fresh click, can succeed. */
  readonly retryable: boolean
  readonly details: Record<string, unknown> | undefined

  /** `message` defaults to the code in words. */
  constructor(code: ConnectErrorCode, message?: string, cause?: unknown, details?: Record<string, unknown>) {
    super(message || code.replaceAll('_', ' '), { cause })
    this.code = code
    this.retryable = RETRYABLE[code]
    this.details = details
  }
}

/** Compares by name and code, so that two copies of this package agree. */
export function isConnectError(error: unknown): error is ConnectError {
  const { name, code } = Object(error)
  return name === 'ConnectError' && isCode(code)
}

/** The error that the vault or its page names: its own code where it is one of ours, else `oauth_error`. */
export function namedError(error: unknown, description: unknown): ConnectError {
  const message = typeof description === 'string' ? description : ''
  return new ConnectError(isCode(error) ? error : 'oauth_error', message, undefined, { error })
}

function isCode(code: unknown): code is ConnectErrorCode {
  return Object.hasOwn(RETRYABLE, String(code))
}
