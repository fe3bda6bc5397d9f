/**
 * What the page and the vault report of a flow, with what to do about it. After these the same call, from a fresh click,
 * can succeed. All else that can fail is in `errors.ts`.
 */
const RETRYABLE = {
  session_expired: 'The session expired: start again',
  access_denied: 'The user said no: offer to try again',
  account_mismatch: 'The user chose another account: name the one to connect again',
  scope_denied: 'The user left out a required scope: say what it is for',
  interaction_required: 'The user has something to do at the provider first: try again',
  provider_error: 'The provider failed: try again',
  provider_unreachable: 'The provider did not answer: try again',
  oauth_error: 'The flow failed: see details.error',
}

/** After these it fails again. */
const FINAL = {
  invalid_token: 'The vault does not know the token: mint the session at this vault',
  provider_misconfigured: 'The app is not set up right at the provider: see the log of the vault',
  invalid_response: 'The answer cannot be read: compare versions',
}

/** What the page and the vault can report. */
export type ReportedErrorCode = keyof typeof RETRYABLE | keyof typeof FINAL

/** What each code means, and what to do about it. */
export const REPORTED_ERRORS: Record<ReportedErrorCode, string> = { ...RETRYABLE, ...FINAL }

/** Whether a code is one of these: a newer page or vault may name others. */
export function isReported(code: unknown): code is ReportedErrorCode {
  return Object.hasOwn(REPORTED_ERRORS, String(code))
}

/** Whether the same call, from a fresh click, can succeed. */
export function isRetryable(code: ReportedErrorCode): boolean {
  return code in RETRYABLE
}
