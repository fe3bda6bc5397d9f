import type { SessionErrorCode } from './session.ts'

/** The code for a provider's refusal of an authorization. */
export type RefusalCode = Extract<
  SessionErrorCode,
  'access_denied' | 'interaction_required' | 'provider_error' | 'provider_misconfigured'
>

/** Words of codes with which OAuth, LinkedIn, Apple and others say that the user refused. */
const NO: ReadonlySet<string> = new Set([
  'abort',
  'aborted',
  'cancel',
  'canceled',
  'cancelled',
  'declined',
  'denied',
  'refused',
  'rejected',
])

/** Further words of such codes. With any other word, such as `client`, the code is about something else. */
const OF_REFUSALS: ReadonlySet<string> = new Set([
  'access',
  'approval',
  'authorization',
  'authorize',
  'by',
  'consent',
  'login',
  'oauth',
  'owner',
  'resource',
  'signin',
  'the',
  'user',
])

/** In OpenID Connect, a requested consent that was not given. */
const NO_CONSENT = 'consent_required'

function isDenial(code: string): boolean {
  const words = code.split('_')
  if (!words.some((word) => NO.has(word))) return false
  // Without the user, a request is refused for another reason.
  const others = words.includes('user') ? words.filter((word) => word !== 'request') : words
  return others.every((word) => NO.has(word) || OF_REFUSALS.has(word))
}

/** The code in lower case with `_` between its words: `userCancelled` and `User-Cancelled` are `user_cancelled`. */
function plain(error: string): string {
  return error
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
    .join('_')
}

/** Codes of OpenID Connect, RFC 9470 and others for something that the user must do first. */
const TO_DO: ReadonlySet<string> = new Set([
  'account_selection_required',
  'authentication_required',
  'insufficient_user_authentication',
  'interaction_required',
  'login_required',
  'mfa_required',
  'reauthentication_required',
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
 * The part of the setup that an `error` is about; `undefined` when it is about something else. Case and
 * what separates words are ignored.
 * @param description `error_description`: some servers send `invalid_request` for everything and say only here what
 * they mean
 */
export function setupFaultOf(error: string, description = ''): SetupFault | undefined {
  const fault = SETUP_FAULTS.get(plain(error))
  if (fault !== 'request') return fault
  if (/redirect[\s_-]?ur[il]/i.test(description)) return 'redirect_uri'
  return /client[\s_-]?(id|secret)/i.test(description) ? 'credentials' : fault
}

/**
 * Classifies the `error` of an authorization response: a refusal by the user, something to do at the provider first, a
 * fault of the setup that another try does not mend, or anything else. Case and what separates words are ignored.
 * @param denials further codes for a refusal by the user at this provider, in lower case
 * @see RFC 6749 §4.1.2.1
 * @see https://openid.net/specs/openid-connect-core-1_0.html#AuthError
 */
export function refusalOf(error: string, denials: string[] = []): RefusalCode {
  const code = plain(error)
  const isOwn = denials.includes(error.trim().toLowerCase())
  if (isOwn || code === NO_CONSENT || isDenial(code)) return 'access_denied'
  if (TO_DO.has(code)) return 'interaction_required'
  return setupFaultOf(code) === undefined ? 'provider_error' : 'provider_misconfigured'
}
