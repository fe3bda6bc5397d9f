import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Revoking one token revokes all tokens of the user for this app. PKCE is in its server metadata. A refresh answers
 * with a refresh token; the documentation does not say whether the earlier one ends. `manage_url` comes from apps of
 * several others.
 * @see https://discord.com/developers/docs/topics/oauth2
 */
export const discord: ProviderEntry = {
  ...plainOAuth2,
  name: 'Discord',
  endpoints: {
    authorization_endpoint: 'https://discord.com/oauth2/authorize',
    token_endpoint: 'https://discord.com/api/oauth2/token',
    userinfo_endpoint: 'https://discord.com/api/v10/users/@me',
    revocation_endpoint: 'https://discord.com/api/oauth2/token/revoke',
  },
  identity_scopes: ['identify'],
  client_authentication: 'client_secret_basic',
  prompt: { always: [], choose_account: [], unproven: ['consent'], single: true },
  scope_rules: mergeScopeRules(plainScopes, { implies: { bot: ['applications.commands'] } }),
  account: {
    id: ['id'],
    identifier: ['username'],
    display_name: ['global_name', 'username'],
    email: ['email'],
    email_verified: ['verified'],
  },
  revoking_ends_authorization: true,
  request_headers: ['x-audit-log-reason'],
  manage_url: 'https://discord.com/settings/authorized-apps',
  api_hosts: ['discord.com'],
}
