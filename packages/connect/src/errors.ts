/** Every code, by whether the same call, from a fresh click, can succeed; with what to do about it. */
const MESSAGES = {
  retryable: {
    popup_blocked: 'Blocked: call in the click, or offer retry()',
    redirect_error: 'In a frame, or without sessionStorage: use a popup',
    session_failed: 'No session: see cause',
    session_expired: 'The session expired: start again',
    access_denied: 'The user said no: offer to try again',
    account_mismatch: 'The user chose another account: name the one to connect again',
    scope_denied: 'The user left out a required scope: say what it is for',
    interaction_required: 'The user has something to do at the provider first: try again',
    provider_error: 'The provider failed: try again',
    provider_unreachable: 'The provider did not answer: try again',
    oauth_error: 'The flow failed: see details.error',
    aborted: 'The signal aborted: see cause',
  },
  final: {
    invalid_options: 'An option is missing: pass token or session, baseURL and onSuccess',
    invalid_oauth_url: 'connect_url or baseUrl is no http(s) URL',
    sdk_destroyed: 'Destroyed: create another',
    unsupported_environment: 'This environment has no document: call in a page',
    invalid_token: 'The vault does not know the token: mint the session at this vault',
    provider_misconfigured: 'The app is not set up right at the provider: see the log of the vault',
    invalid_response: 'The answer cannot be read: compare versions',
  },
}

/** Every way a call can fail. */
export type ConnectErrorCode = keyof typeof MESSAGES.retryable | keyof typeof MESSAGES.final

/** What else is known of a failure. */
export interface Circumstances {
  /** What went wrong below: an error of the network or of the app's own function. Absent where nothing did. */
  cause?: unknown
  /** What the vault or the provider said, such as `details.error`. Absent where they said nothing. */
  details?: Record<string, unknown> | undefined
  /** Default: that of the code. */
  retryable?: boolean
}

const ALL: Record<ConnectErrorCode, string> = { ...MESSAGES.retryable, ...MESSAGES.final }

/**
 * A failed call. The message says what to do; the README's table says more about each `code`.
 * @example
 * connect.connect({ provider: 'google' }).catch((error) => {
 *   if (isConnectError(error) && error.retryable) showRetryButton()
 * })
 */
export class ConnectError extends Error {
  override readonly name = 'ConnectError'
  /** What failed, as a literal that code can compare. */
  declare readonly code: ConnectErrorCode
  /** Whether the same call, from a fresh click, can succeed. */
  declare readonly retryable: boolean
  /** What the vault or the provider said, such as `details.error`. Absent where they said nothing. */
  declare readonly details?: Record<string, unknown>

  /** `message` defaults to the one of the code. */
  constructor(code: ConnectErrorCode, message?: string, about: Circumstances = {}) {
    super(message || ALL[code], about)
    Object.assign(this, { retryable: code in MESSAGES.retryable }, about, { code })
  }
}

/** Whether a flow ended before its provider was asked for anything. */
export function isBeforeProvider({ details }: Pick<ConnectError, 'details'>): boolean {
  // What the page and the vault report has details.
  return !details
}

/**
 * In the words of the backend, where there are any: the `detail` of a problem document, or the message of an error. A
 * `status` says whether trying again can help: most refusals stay what they are.
 */
export function sessionFailed(cause: unknown): ConnectError {
  const { code, detail, message, status } = Object(cause)
  return new ConnectError('session_failed', isText(detail) ? detail : message, {
    cause,
    retryable: code !== 'provider_misconfigured' && !(status < 429 || status === 500),
  })
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && !!value
}

/** Whether a code is one of ours: the page and the vault may name others. */
export function isCode(code: unknown): code is ConnectErrorCode {
  return Object.hasOwn(ALL, String(code))
}

/** Compares by name and code, so that two copies of this package agree. */
export function isConnectError(error: unknown): error is ConnectError {
  const { name, code } = Object(error)
  return name === 'ConnectError' && isCode(code)
}
