import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Refresh tokens rotate. The documentation repeats `redirect_uri` in a refresh, which is not in RFC 6749, so the vault
 * does not send it. Not checked against the documentation: the account document.
 * @see https://docs.gitlab.com/api/oauth2/
 */
export const gitlab: ProviderEntry = {
  ...plainOAuth2,
  name: 'GitLab',
  issuer: 'https://gitlab.com',
  endpoints: {
    authorization_endpoint: 'https://gitlab.com/oauth/authorize',
    token_endpoint: 'https://gitlab.com/oauth/token',
    userinfo_endpoint: 'https://gitlab.com/api/v4/user',
    revocation_endpoint: 'https://gitlab.com/oauth/revoke',
  },
  identity_scopes: ['read_user'],
  scope_rules: mergeScopeRules(plainScopes, {
    implies: {
      api: ['read_api', 'read_repository', 'write_repository', 'read_registry', 'write_registry'],
      read_api: ['read_user'],
      'write_*': ['read_*'],
    },
  }),
  account: {
    id: ['id'],
    identifier: ['username', 'email'],
    display_name: ['name'],
    email: ['email'],
  },
  manage_url: 'https://gitlab.com/-/user_settings/applications',
  api_hosts: ['gitlab.com'],
}
