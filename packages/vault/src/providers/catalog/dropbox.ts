import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Revoking ends one refresh token and its access tokens, not the user's other tokens. Hosts and scopes come from its
 * own library, which gets a refresh token only for `offline` and uses PKCE only without a secret. Not checked against
 * the documentation: that both work together, and the account document.
 * @see https://dropbox.tech/developers/using-oauth-2-0-with-offline-access
 * @see https://github.com/dropbox/dropbox-sdk-js/blob/main/src/auth.js
 */
export const dropbox: ProviderEntry = {
  ...plainOAuth2,
  name: 'Dropbox',
  endpoints: {
    authorization_endpoint: 'https://www.dropbox.com/oauth2/authorize',
    token_endpoint: 'https://api.dropboxapi.com/oauth2/token',
    userinfo_endpoint: 'https://api.dropboxapi.com/2/users/get_current_account',
    revocation_endpoint: 'https://api.dropboxapi.com/2/auth/token/revoke',
  },
  identity_scopes: ['account_info.read'],
  // Required for a refresh token.
  authorization_parameters: { token_access_type: 'offline' },
  account_request: { method: 'POST' },
  scope_rules: mergeScopeRules(plainScopes, {
    no_permission: ['account_info.read'],
  }),
  account: {
    id: ['account_id'],
    identifier: ['email'],
    display_name: ['name.display_name'],
    email: ['email'],
  },
  revocation: 'own_token',
  request_headers: [
    'dropbox-api-arg',
    'dropbox-api-select-user',
    'dropbox-api-select-admin',
    'dropbox-api-path-root',
  ],
  manage_url: 'https://www.dropbox.com/account/connected_apps',
  api_hosts: ['api.dropboxapi.com', 'content.dropboxapi.com'],
}
