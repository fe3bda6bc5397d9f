/**
 * Parameters that the vault sets in an authorization request, or that would change what it sets. `client_secret` is among
 * them, because the request is a URL, which must hold no secret.
 */
const OF_AUTHORIZATION = new Set([
  'response_type',
  'client_id',
  'client_secret',
  'redirect_uri',
  'scope',
  'user_scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
])

/** @see RFC 6749 §4.1.1 */
export function isOfAuthorization(name: string): boolean {
  return OF_AUTHORIZATION.has(name.toLowerCase())
}

/** Parameters that the vault sets in a token request. */
const OF_TOKEN_REQUEST = new Set([
  'grant_type',
  'client_id',
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'redirect_uri',
  'code',
  'code_verifier',
  'refresh_token',
  'scope',
  'state',
  'token',
])

/** @see RFC 6749 §4.1.3 */
export function isOfTokenRequest(name: string): boolean {
  return OF_TOKEN_REQUEST.has(name.toLowerCase())
}
