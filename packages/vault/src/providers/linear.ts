import { plainOAuth2, type ProviderEntry } from './entry.ts'
import { mergeScopeRules, plainScopes } from './scopes.ts'

/**
 * A user belongs to one workspace, which is chosen on the consent screen. The scope `read` is always granted. Access
 * tokens last a day, refresh tokens rotate. Not checked against the provider's documentation: the parameter of a
 * revocation, which two readers of it give as that of RFC 7009.
 * @see https://linear.app/developers/oauth-2-0-authentication
 */
export const linear: ProviderEntry = {
  ...plainOAuth2,
  name: 'Linear',
  endpoints: {
    authorization_endpoint: 'https://linear.app/oauth/authorize',
    token_endpoint: 'https://api.linear.app/oauth/token',
    userinfo_endpoint: 'https://api.linear.app/graphql',
    revocation_endpoint: 'https://api.linear.app/oauth/revoke',
  },
  identity_scopes: ['read'],
  scope_separator: ',',
  prompt: { always: ['consent'], choose_account: [], unproven: [], single: true },
  account_request: {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ viewer { id name email organization { name } } }"}',
  },
  // `read` is always there; narrow scopes are parts of `write`.
  scope_rules: mergeScopeRules(plainScopes, {
    no_permission: ['read'],
    implies: { write: ['*:create'] },
  }),
  account: {
    id: ['data.viewer.id'],
    identifier: ['{data.viewer.email} ({data.viewer.organization.name})', 'data.viewer.email'],
    display_name: ['data.viewer.name'],
    email: ['data.viewer.email'],
  },
  revoking_ends_authorization: true,
  api_hosts: ['api.linear.app'],
  logo: {
    path: 'M2.886 4.18A11.982 11.982 0 0 1 11.99 0C18.624 0 24 5.376 24 12.009c0 3.64-1.62 6.903-4.18 9.105L2.887 4.18ZM1.817 5.626l16.556 16.556c-.524.33-1.075.62-1.65.866L.951 7.277c.247-.575.537-1.126.866-1.65ZM.322 9.163l14.515 14.515c-.71.172-1.443.282-2.195.322L0 11.358a12 12 0 0 1 .322-2.195Zm-.17 4.862 9.823 9.824a12.02 12.02 0 0 1-9.824-9.824Z',
    light: '#5E6AD2',
    dark: '#5E6AD2',
  },
}
