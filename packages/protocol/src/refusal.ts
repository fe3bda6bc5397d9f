import type { SessionErrorCode } from './session.ts'

/** What a provider's refusal of an authorization comes to. */
export type RefusalCode = Extract<
  SessionErrorCode,
  'access_denied' | 'interaction_required' | 'provider_error'
>

/**
 * A user's no in the words of OAuth, LinkedIn, Apple and others; `consent_required` is that of OpenID for a consent that
 * was asked for and not given.
 */
const DENIALS: ReadonlySet<string> = new Set([
  'access_denied',
  'access_denied_by_user',
  'authorization_cancelled',
  'authorization_canceled',
  'authorization_declined',
  'authorization_denied',
  'cancel',
  'canceled',
  'cancelled',
  'consent_declined',
  'consent_denied',
  'consent_required',
  'declined',
  'denied',
  'rejected',
  'user_cancel',
  'user_canceled',
  'user_cancelled',
  'user_cancelled_authorization',
  'user_cancelled_authorize',
  'user_cancelled_login',
  'user_declined',
  'user_denied',
  'user_refused',
  'user_rejected',
])

/** What OpenID wants of the user before it can answer. */
const TO_DO: ReadonlySet<string> = new Set([
  'account_selection_required',
  'interaction_required',
  'login_required',
  'unmet_authentication_requirements',
])

/**
 * Reads the `error` of an authorization response: as the user's no, as something that is still to be done at the
 * provider, or as a fault. Upper and lower case are the same.
 * @param denials codes that tell the user's no at this provider besides, in lower case
 * @see RFC 6749 §4.1.2.1
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthError
 */
export function refusalOf(error: string, denials: string[] = []): RefusalCode {
  const code = error.trim().toLowerCase()
  if (DENIALS.has(code) || denials.includes(code)) return 'access_denied'
  return TO_DO.has(code) ? 'interaction_required' : 'provider_error'
}
