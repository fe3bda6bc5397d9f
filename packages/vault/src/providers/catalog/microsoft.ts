import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Entra ID and personal accounts, through Microsoft Graph. The account comes from Graph instead of an ID token. For a
 * single tenant, configure its endpoints. Not checked against the documentation: the fields of the account document,
 * and that there is no revocation endpoint. There is no `manage_url`, because personal and work accounts end access in
 * two places; an operator with one kind of users can name theirs.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 * @see https://learn.microsoft.com/graph/api/user-get
 */
export const microsoft: ProviderEntry = {
  ...plainOAuth2,
  name: 'Microsoft',
  endpoints: {
    authorization_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    token_endpoint: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    userinfo_endpoint: 'https://graph.microsoft.com/v1.0/me',
  },
  identity_scopes: ['offline_access', 'User.Read'],
  prompt: { always: [], choose_account: ['select_account'], unproven: [], single: true },
  login_hint: 'login_hint',
  // It does not list OpenID scopes for work accounts. For personal accounts it names Graph's scopes with their address,
  // in any case.
  scope_rules: mergeScopeRules(plainScopes, {
    no_permission: ['profile', 'email', '.default', '*/.default'],
    prefixes: [
      'https://graph.microsoft.com/',
      'https://graph.microsoft.us/',
      'https://dod-graph.microsoft.us/',
      'https://microsoftgraph.chinacloudapi.cn/',
      '00000003-0000-0000-c000-000000000000/',
    ],
    ignore_case: true,
    implies: {
      '*.ReadWrite': ['*.Read'],
      '*.ReadWrite.All': ['*.Read.All', '*.ReadWrite'],
      '*.ReadWrite.Shared': ['*.Read.Shared', '*.ReadWrite'],
      '*.Read.All': ['*.Read', '*.ReadBasic.All'],
      '*.Read.Shared': ['*.Read'],
      '*.Read': ['*.ReadBasic'],
    },
  }),
  account: {
    id: ['id'],
    identifier: ['mail', 'userPrincipalName'],
    display_name: ['displayName'],
    email: ['mail'],
  },
  request_headers: ['consistencylevel'],
  api_hosts: ['graph.microsoft.com'],
}
