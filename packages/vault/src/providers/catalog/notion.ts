import { plainOAuth2, type ProviderEntry } from '../entry.ts'

/**
 * The token response contains the account. Users choose pages, and there are no scopes. Refresh tokens rotate. Not
 * checked against the documentation: the parameters of the authorization request.
 * @see https://developers.notion.com/reference/create-a-token
 */
export const notion: ProviderEntry = {
  ...plainOAuth2,
  name: 'Notion',
  endpoints: {
    authorization_endpoint: 'https://api.notion.com/v1/oauth/authorize',
    token_endpoint: 'https://api.notion.com/v1/oauth/token',
    revocation_endpoint: 'https://api.notion.com/v1/oauth/revoke',
  },
  oauth_request: { type: 'json', headers: { 'notion-version': '2025-09-03' } },
  authorization_parameters: { owner: 'user' },
  client_authentication: 'client_secret_basic',
  account_request: null,
  account: {
    id: ['{workspace_id}/{owner.user.id}', 'bot_id'],
    identifier: ['{owner.user.person.email} ({workspace_name})', 'owner.user.person.email', 'workspace_name'],
    display_name: ['owner.user.name', 'workspace_name'],
    email: ['owner.user.person.email'],
  },
  revocation: 'rfc7009_access_token',
  request_headers: ['notion-version'],
  api_hosts: ['api.notion.com'],
}
