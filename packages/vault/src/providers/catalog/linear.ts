import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * A user belongs to one workspace, which is chosen on the consent screen. The scope `read` is always granted. Access
 * tokens last a day, and refresh tokens rotate. Not checked against the documentation: the parameter of a revocation,
 * which two other clients send as in RFC 7009.
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
  // `read` is always granted; narrow scopes are parts of `write`.
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
}
