import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Refreshes at another endpoint, which issues no new refresh token. Its specification names the hosts of the API and of
 * the authorization. The token endpoints in it are at `www.figma.com`, which they left in 2025. Not checked against the
 * documentation: the present addresses, the client authentication, PKCE and the account document.
 * @see https://developers.figma.com/docs/rest-api/authentication/
 * @see https://github.com/figma/rest-api-spec
 */
export const figma: ProviderEntry = {
  ...plainOAuth2,
  name: 'Figma',
  endpoints: {
    authorization_endpoint: 'https://www.figma.com/oauth',
    token_endpoint: 'https://api.figma.com/v1/oauth/token',
    refresh_endpoint: 'https://api.figma.com/v1/oauth/refresh',
    userinfo_endpoint: 'https://api.figma.com/v1/me',
  },
  identity_scopes: ['current_user:read'],
  client_authentication: 'client_secret_basic',
  // The old scope covers all read access.
  scope_rules: mergeScopeRules(plainScopes, {
    implies: { 'files:read': ['file_*:read', 'projects:read', 'current_user:read', 'library_*:read'] },
  }),
  account: {
    id: ['id'],
    identifier: ['email', 'handle'],
    display_name: ['handle'],
    email: ['email'],
  },
  api_hosts: ['api.figma.com'],
}
