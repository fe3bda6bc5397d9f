import { plainOAuth2, type ProviderEntry } from '../entry.ts'

/**
 * Jira and Confluence, at `api.atlassian.com/ex/…/{cloud id}`. A user has one authorization per app, for all sites
 * granted to the app. Refresh tokens rotate and last 90 days. The documentation has no revocation endpoint and does not
 * mention PKCE. The app needs the User Identity API.
 * @see https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/
 */
export const atlassian: ProviderEntry = {
  ...plainOAuth2,
  name: 'Atlassian',
  endpoints: {
    authorization_endpoint: 'https://auth.atlassian.com/authorize',
    token_endpoint: 'https://auth.atlassian.com/oauth/token',
    userinfo_endpoint: 'https://api.atlassian.com/me',
  },
  identity_scopes: ['offline_access', 'read:me'],
  authorization_parameters: { audience: 'api.atlassian.com' },
  oauth_request: { type: 'json', headers: {} },
  prompt: { always: ['consent'], choose_account: [], unproven: [], single: true },
  account: {
    id: ['account_id'],
    identifier: ['email', 'name'],
    display_name: ['name'],
    email: ['email'],
  },
  request_headers: ['x-atlassian-token'],
  manage_url: 'https://id.atlassian.com/manage-profile/apps',
  api_hosts: ['api.atlassian.com'],
}
