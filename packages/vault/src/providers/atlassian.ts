import { plainOAuth2, type ProviderEntry } from './entry.ts'

/**
 * Jira and Confluence: below `api.atlassian.com/ex/…/{cloud id}`. There is one authorization per user and app, over all
 * sites that were ever granted to it. Refresh tokens rotate and last 90 days. There is no documented revocation
 * endpoint, and its documentation does not mention PKCE. The app needs the User Identity API.
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
  logo: {
    path: 'M7.12 11.084a.683.683 0 00-1.16.126L.075 22.974a.703.703 0 00.63 1.018h8.19a.678.678 0 00.63-.39c1.767-3.65.696-9.203-2.406-12.52zM11.434.386a15.515 15.515 0 00-.906 15.317l3.95 7.9a.703.703 0 00.628.388h8.19a.703.703 0 00.63-1.017L12.63.38a.664.664 0 00-1.196.006z',
    light: '#0052CC',
    dark: '#0052CC',
  },
}
