import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * The app's scopes are chosen at Zoom; the account document needs `user:read:user`. Refresh tokens rotate and last
 * about 90 days. Revoking one token ends all tokens of the user. `manage_url` comes from the guides of Netskope and
 * others.
 * @see https://developers.zoom.us/docs/integrations/oauth/
 * @see https://github.com/zoom/zoom-plugin/blob/main/skills/oauth/SKILL.md
 */
export const zoom: ProviderEntry = {
  ...plainOAuth2,
  name: 'Zoom',
  endpoints: {
    authorization_endpoint: 'https://zoom.us/oauth/authorize',
    token_endpoint: 'https://zoom.us/oauth/token',
    userinfo_endpoint: 'https://api.zoom.us/v2/users/me',
    revocation_endpoint: 'https://zoom.us/oauth/revoke',
  },
  client_authentication: 'client_secret_basic',
  scope_rules: mergeScopeRules(plainScopes, {
    implies: {
      '*:write': ['*:read'],
      '*:write:admin': ['*:read:admin'],
      '*:admin': ['*'],
      '*:master': ['*:admin'],
    },
  }),
  account: {
    id: ['id'],
    identifier: ['email'],
    display_name: ['display_name', '{first_name} {last_name}'],
    email: ['email'],
  },
  revocation: 'rfc7009_access_token',
  revoking_ends_authorization: true,
  manage_url: 'https://marketplace.zoom.us/user/installed',
  api_hosts: ['api.zoom.us'],
}
