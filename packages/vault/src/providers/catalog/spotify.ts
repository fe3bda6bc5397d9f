import { plainOAuth2, type ProviderEntry } from '../entry.ts'

/**
 * Endpoints and client authentication come from its own example. No revocation endpoint was found. Not checked against
 * the documentation: `show_dialog`, PKCE with a secret, the fields of the account document, and the words of its
 * refusals (several of its clients have the same).
 * @see https://developer.spotify.com/documentation/web-api/tutorials/code-flow
 * @see https://github.com/spotify/web-api-examples
 */
export const spotify: ProviderEntry = {
  ...plainOAuth2,
  name: 'Spotify',
  endpoints: {
    authorization_endpoint: 'https://accounts.spotify.com/authorize',
    token_endpoint: 'https://accounts.spotify.com/api/token',
    userinfo_endpoint: 'https://api.spotify.com/v1/me',
  },
  // Without it, an earlier consent sends the user straight back.
  prompt: { always: [], choose_account: [], unproven: [], instead: { show_dialog: 'true' } },
  client_authentication: 'client_secret_basic',
  // Anybody may enter any address there: its documentation says that `email` is unverified.
  account: {
    id: ['id'],
    identifier: ['display_name', 'id'],
    display_name: ['display_name'],
    email: [],
    case_sensitive: true,
  },
  scope_refusal: { status: 403, at: 'error.message', is: 'Insufficient client scope' },
  manage_url: 'https://www.spotify.com/account/apps/',
  api_hosts: ['api.spotify.com'],
}
