import type { SessionErrorCode } from './session.ts'

/** The code for a provider's refusal of an authorization. */
export type RefusalCode = Extract<
  SessionErrorCode,
  'access_denied' | 'interaction_required' | 'provider_error' | 'provider_misconfigured'
>

/**
 * Codes with which OAuth, LinkedIn, Apple and others say that the user refused. In OpenID Connect `consent_required`
 * means a requested consent that was not given.
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

/** Codes of OpenID Connect for something that the user must do first. */
const TO_DO: ReadonlySet<string> = new Set([
  'account_selection_required',
  'interaction_required',
  'login_required',
  'unmet_authentication_requirements',
])

/** What a provider can refuse about the app's registration there, or about what the vault was configured to request. */
export type SetupFault = 'credentials' | 'redirect_uri' | 'grant_type' | 'scopes' | 'request'

/**
 * Codes from RFC 6749 §4.1.2.1 and §5.2, RFC 8707 and OpenID Connect, and the names that GitHub, Slack and others use.
 */
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
 * The part of the setup that an `error` is about; `undefined` when it is about something else. Case is ignored.
 * @param description `error_description`: some servers send `invalid_request` for everything and say only here what
 * they mean
 */
export function setupFaultOf(error: string, description = ''): SetupFault | undefined {
  const fault = SETUP_FAULTS.get(error.trim().toLowerCase())
  if (fault !== 'request') return fault
  if (/redirect[\s_-]?ur[il]/i.test(description)) return 'redirect_uri'
  return /client[\s_-]?(id|secret)/i.test(description) ? 'credentials' : fault
}

/**
 * Classifies the `error` of an authorization response: a refusal by the user, something to do at the provider first, a
 * fault of the setup that another try does not mend, or anything else. Case is ignored.
 * @param denials further codes for a refusal by the user at this provider, in lower case
 * @see RFC 6749 §4.1.2.1
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthError
 */
export function refusalOf(error: string, denials: string[] = []): RefusalCode {
  const code = error.trim().toLowerCase()
  if (DENIALS.has(code) || denials.includes(code)) return 'access_denied'
  if (TO_DO.has(code)) return 'interaction_required'
  return setupFaultOf(code) === undefined ? 'provider_error' : 'provider_misconfigured'
}
