import type { ReportedErrorCode } from './reported-errors.ts'

/**
 * What can fail before the page or the vault reports anything, with what to do about it. After these the same call, from
 * a fresh click, can succeed.
 */
const RETRYABLE = {
  popup_blocked: 'Blocked: call in the click, or offer retry(); a frame needs allow-popups',
  redirect_error: 'In a frame, or without sessionStorage: use a popup',
  session_failed: 'No session: see cause',
  aborted: 'The signal aborted: see cause',
}

/** After these it fails again. */
const FINAL = {
  // Of the vault's address. The message of another option is given where it is thrown.
  invalid_options: 'baseUrl or connect_url is missing: pass one',
  invalid_oauth_url: 'baseUrl or connect_url: use https, or http on localhost',
  sdk_destroyed: 'Destroyed: create another',
  unsupported_environment: 'No document: call in a page',
}

type EarlyErrorCode = keyof typeof RETRYABLE | keyof typeof FINAL

/** A code has one place: one that stands in both tables cannot be reported, and `answer.ts` does not compile. */
type OnlyReported = Exclude<ReportedErrorCode, EarlyErrorCode>

/** Every way a call can fail. */
export type ConnectErrorCode = EarlyErrorCode | OnlyReported

/** What else is known of a failure. */
export interface Circumstances {
  /** What went wrong below: an error of the network or of the app's own function. Absent where nothing did. */
  cause?: unknown
  /** What the vault or the provider said, such as `details.error`. Absent where they said nothing. */
  details?: Record<string, unknown> | undefined
  /** Default: that of the code. */
  retryable?: boolean
}

const TEXTS: { [code: string]: string } = { ...RETRYABLE, ...FINAL }

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
  constructor(code: EarlyErrorCode, message?: string, about?: Circumstances)
  /** What the page or the vault reported: their words, or those of the README's table. */
  constructor(code: OnlyReported, message: string, about: Circumstances & { retryable: boolean })
  constructor(code: ConnectErrorCode, message?: string, about: Circumstances = {}) {
    super(message || TEXTS[code] || code, about)
    Object.assign(this, { retryable: code in RETRYABLE, ...about, code })
  }
}

/** Whether a flow ended before its provider was asked for anything. */
export function isBeforeProvider({ details }: Pick<ConnectError, 'details'>): boolean {
  // Only what the page and the vault report has details.
  return !details
}

/**
 * The error of a flow that got no session. Its message is the `detail` of the backend's problem document, or the message
 * of what was thrown. Its `status` decides whether trying again can help: most refusals do not change.
 */
export function sessionFailed(cause: unknown): ConnectError {
  const { code, detail, message, status } = Object(cause)
  // A request that came too slowly or too early may come again.
  const isRefused = status < 429 && status !== 408 && status !== 425
  return new ConnectError('session_failed', typeof detail === 'string' ? detail : message, {
    cause,
    retryable: !isRefused && status !== 500 && code !== 'provider_misconfigured',
  })
}

/** Compares by name, so that it also knows the errors of another copy or version of this package. */
export function isConnectError(error: unknown): error is ConnectError {
  const { name, code } = Object(error)
  return name === 'ConnectError' && typeof code === 'string'
}
