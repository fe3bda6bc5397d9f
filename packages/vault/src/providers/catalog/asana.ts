import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * The token response contains the account. The documentation repeats `redirect_uri` in a refresh, which is not in RFC
 * 6749, so the vault does not send it. Not checked against the documentation: what a revocation ends, and whether
 * refresh tokens rotate.
 * @see https://developers.asana.com/docs/oauth
 */
export const asana: ProviderEntry = {
  ...plainOAuth2,
  name: 'Asana',
  endpoints: {
    authorization_endpoint: 'https://app.asana.com/-/oauth_authorize',
    token_endpoint: 'https://app.asana.com/-/oauth_token',
    userinfo_endpoint: 'https://app.asana.com/api/1.0/users/me',
    revocation_endpoint: 'https://app.asana.com/-/oauth_revoke',
  },
  scope_rules: mergeScopeRules(plainScopes, { implies: { default: ['*'] } }),
  account: {
    id: ['data.gid', 'data.id'],
    identifier: ['data.email', 'data.name'],
    display_name: ['data.name'],
    email: ['data.email'],
  },
  request_headers: ['asana-enable', 'asana-disable'],
  api_hosts: ['app.asana.com'],
}
