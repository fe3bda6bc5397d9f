/** What the vault says in an authorization request, and what would say it in another way. Never a secret: it is in a URL. */
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

/** What the vault says to the token endpoint. */
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
