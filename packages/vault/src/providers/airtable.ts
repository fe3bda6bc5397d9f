import { plainOAuth2, type ProviderEntry } from './entry.ts'

/**
 * Refresh tokens rotate and last 60 days, as others read its documentation. Not checked against it: what a revocation
 * is (no endpoint was found) and the host of attachments.
 * @see https://airtable.com/developers/web/api/oauth-reference
 * @see https://airtable.com/developers/web/api/get-user-id-scopes
 * @see https://github.com/Airtable/oauth-example
 */
export const airtable: ProviderEntry = {
  ...plainOAuth2,
  name: 'Airtable',
  endpoints: {
    authorization_endpoint: 'https://airtable.com/oauth2/v1/authorize',
    token_endpoint: 'https://airtable.com/oauth2/v1/token',
    userinfo_endpoint: 'https://api.airtable.com/v0/meta/whoami',
  },
  identity_scopes: ['user.email:read'],
  client_authentication: 'client_secret_basic',
  account: {
    id: ['id'],
    identifier: ['email', 'id'],
    display_name: [],
    email: ['email'],
  },
  api_hosts: ['api.airtable.com', 'content.airtable.com'],
  logo: {
    path: 'M11.992 1.966c-.434 0-.87.086-1.28.257L1.779 5.917c-.503.208-.49.908.012 1.116l8.982 3.558a3.266 3.266 0 0 0 2.454 0l8.982-3.558c.503-.196.503-.908.012-1.116l-8.957-3.694a3.255 3.255 0 0 0-1.272-.257zM23.4 8.056a.589.589 0 0 0-.222.045l-10.012 3.877a.612.612 0 0 0-.38.564v8.896a.6.6 0 0 0 .821.552L23.62 18.1a.583.583 0 0 0 .38-.551V8.653a.6.6 0 0 0-.6-.596zM.676 8.095a.644.644 0 0 0-.48.19C.086 8.396 0 8.53 0 8.69v8.355c0 .442.515.737.908.54l6.27-3.006.307-.147 2.969-1.436c.466-.22.43-.908-.061-1.092L.883 8.138a.57.57 0 0 0-.207-.044z',
    light: '#18BFFF',
    dark: '#18BFFF',
  },
}
