import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Refresh tokens rotate and last 60 days. Not checked against the documentation: PKCE, `box_login`, the account
 * document and the hosts. `manage_url` comes from the Obsidian plugin Remotely Save.
 * @see https://developer.box.com/guides/authentication/access-tokens/revoke
 * @see https://developer.box.com/reference/post-oauth2-token--refresh
 */
export const box: ProviderEntry = {
  ...plainOAuth2,
  name: 'Box',
  endpoints: {
    authorization_endpoint: 'https://account.box.com/api/oauth2/authorize',
    token_endpoint: 'https://api.box.com/oauth2/token',
    userinfo_endpoint: 'https://api.box.com/2.0/users/me',
    revocation_endpoint: 'https://api.box.com/oauth2/revoke',
  },
  login_hint: 'box_login',
  scope_rules: mergeScopeRules(plainScopes, { implies: { root_readwrite: ['root_readonly'] } }),
  account: {
    id: ['id'],
    identifier: ['login'],
    display_name: ['name'],
    email: ['login'],
  },
  request_headers: ['as-user', 'boxapi', 'x-rep-hints'],
  manage_url: 'https://app.box.com/account/security',
  api_hosts: ['api.box.com', 'upload.box.com'],
}
