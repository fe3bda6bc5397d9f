import { plainOAuth2, type ProviderEntry } from '../entry.ts'

/**
 * Refresh tokens rotate and last 60 days, according to other users of its documentation. Not checked against the
 * documentation: how to revoke (no endpoint was found), and the host of attachments.
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
}
