import type { SessionErrorCode } from './session.ts'

/** What a provider's refusal of an authorization comes to. */
export type RefusalCode = Extract<
  SessionErrorCode,
  'access_denied' | 'interaction_required' | 'provider_error' | 'provider_misconfigured'
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

/** What a provider can refuse of how an app is registered there, or of what the vault was configured to ask for. */
export type SetupFault = 'credentials' | 'redirect_uri' | 'grant_type' | 'scopes' | 'request'

/** By RFC 6749 §4.1.2.1 and §5.2, RFC 8707 and OpenID, and by the names that GitHub, Slack and others have for it. */
const SETUP_FAULTS: ReadonlyMap<string, SetupFault> = new Map([
  ['invalid_client', 'credentials'],
  ['invalid_client_id', 'credentials'],
  ['bad_client_id', 'credentials'],
  ['bad_client_secret', 'credentials'],
  ['invalid_client_secret', 'credentials'],
  ['incorrect_client_credentials', 'credentials'],
  ['application_suspended', 'credentials'],
  ['redirect_uri_mismatch', 'redirect_uri'],
  ['bad_redirect_uri', 'redirect_uri'],
  ['invalid_redirect_uri', 'redirect_uri'],
  ['unauthorized_client', 'grant_type'],
  ['unsupported_grant_type', 'grant_type'],
  ['unsupported_response_type', 'grant_type'],
  ['invalid_scope', 'scopes'],
  ['invalid_scope_requested', 'scopes'],
  ['unapproved_scope', 'scopes'],
  ['invalid_request', 'request'],
  ['invalid_target', 'request'],
  ['unsupported_response_mode', 'request'],
  ['invalid_request_object', 'request'],
  ['request_not_supported', 'request'],
  ['request_uri_not_supported', 'request'],
])

/**
 * What of the setup a provider refuses with this `error`; `undefined` where it speaks of something else. Upper and lower
 * case are the same.
 * @param description `error_description`: some servers call all `invalid_request` and say only here what they mean.
 */
export function setupFaultOf(error: string, description = ''): SetupFault | undefined {
  const fault = SETUP_FAULTS.get(error.trim().toLowerCase())
  if (fault !== 'request') return fault
  if (/redirect[\s_-]?ur[il]/i.test(description)) return 'redirect_uri'
  return /client[\s_-]?(id|secret)/i.test(description) ? 'credentials' : fault
}

/**
 * Reads the `error` of an authorization response: as the user's no, as something that is still to be done at the
 * provider, as a fault of the setup, which trying again does not mend, or as any other. Upper and lower case are the
 * same.
 * @param denials codes that tell the user's no at this provider besides, in lower case
 * @see RFC 6749 §4.1.2.1
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthError
 */
export function refusalOf(error: string, denials: string[] = []): RefusalCode {
  const code = error.trim().toLowerCase()
  if (DENIALS.has(code) || denials.includes(code)) return 'access_denied'
  if (TO_DO.has(code)) return 'interaction_required'
  return setupFaultOf(code) === undefined ? 'provider_error' : 'provider_misconfigured'
}
