import { plainOAuth2, type ProviderEntry } from './entry.ts'

/** Any OpenID issuer or plain OAuth 2 server. The config names the issuer or the endpoints, and the API hosts. */
export const custom: ProviderEntry = {
  ...plainOAuth2,
  name: 'Custom',
  endpoints: {},
  openid: true,
  identity_scopes: ['openid', 'email', 'profile'],
  prompt: { always: [], choose_account: [], unproven: ['login', 'consent'] },
  login_hint: 'login_hint',
  client_authentication: 'client_secret_basic',
  account: {
    id: ['sub', 'id'],
    identifier: ['email', 'preferred_username', 'login', 'username', 'name', 'sub', 'id'],
    display_name: ['name', 'display_name'],
    email: ['email'],
  },
  revoking_ends_authorization: true,
  api_hosts: [],
}
