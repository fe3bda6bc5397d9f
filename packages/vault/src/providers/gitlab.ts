import { plainOAuth2, type ProviderEntry } from './entry.ts'
import { mergeScopeRules, plainScopes } from './scopes.ts'

/**
 * Refresh tokens rotate. The documentation repeats `redirect_uri` in a refresh, which RFC 6749 does not know; the
 * vault does not send it. Not checked against the provider's documentation: the account document.
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
  logo: {
    path: 'm23.6004 9.5927-.0337-.0862L20.3.9814a.851.851 0 0 0-.3362-.405.8748.8748 0 0 0-.9997.0539.8748.8748 0 0 0-.29.4399l-2.2055 6.748H7.5375l-2.2057-6.748a.8573.8573 0 0 0-.29-.4412.8748.8748 0 0 0-.9997-.0537.8585.8585 0 0 0-.3362.4049L.4332 9.5015l-.0325.0862a6.0657 6.0657 0 0 0 2.0119 7.0105l.0113.0087.03.0213 4.976 3.7264 2.462 1.8633 1.4995 1.1321a1.0085 1.0085 0 0 0 1.2197 0l1.4995-1.1321 2.4619-1.8633 5.006-3.7489.0125-.01a6.0682 6.0682 0 0 0 2.0094-7.003z',
    light: '#FC6D26',
    dark: '#FC6D26',
  },
}
