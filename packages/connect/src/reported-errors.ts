/**
 * What the page and the vault report of a flow; with what to do about it. `retryable`: the same call, from a fresh
 * click, can succeed. All else that can fail is in `errors.ts`.
 */
export const REPORTED_ERRORS = {
  session_expired: { message: 'The session expired: start again', retryable: true },
  access_denied: { message: 'The user said no: offer to try again', retryable: true },
  account_mismatch: {
    message: 'The user chose another account: name the one to connect again',
    retryable: true,
  },
  scope_denied: {
    message: 'The user left out a required scope: say what it is for',
    retryable: true,
  },
  interaction_required: {
    message: 'The user has something to do at the provider first: try again',
    retryable: true,
  },
  provider_error: { message: 'The provider failed: try again', retryable: true },
  provider_unreachable: { message: 'The provider did not answer: try again', retryable: true },
  oauth_error: { message: 'The flow failed: see details.error', retryable: true },
  invalid_token: {
    message: 'The vault does not know the token: mint the session at this vault',
    retryable: false,
  },
  provider_misconfigured: {
    message: 'The app is not set up right at the provider: see the log of the vault',
    retryable: false,
  },
  invalid_response: { message: 'The answer cannot be read: compare versions', retryable: false },
}

/** What the page and the vault can report. */
export type ReportedErrorCode = keyof typeof REPORTED_ERRORS

/** Whether a code is one of these: a newer page or vault may name others. */
export function isReported(code: unknown): code is ReportedErrorCode {
  return Object.hasOwn(REPORTED_ERRORS, String(code))
}
