import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * User tokens (`user_scope`), which are inside the response. They expire only in apps with token rotation: then they
 * last twelve hours and refresh tokens rotate. PKCE is for apps that declare themselves public clients, and these may
 * not send a secret. Not checked against the documentation: the host of files.
 * @see https://docs.slack.dev/reference/methods/oauth.v2.access
 * @see https://docs.slack.dev/authentication/using-pkce
 * @see https://docs.slack.dev/apis/web-api/#responses
 * @see https://docs.slack.dev/reference/methods/auth.test
 * @see https://github.com/slackapi/node-slack-sdk/tree/main/packages/oauth
 */
export const slack: ProviderEntry = {
  ...plainOAuth2,
  name: 'Slack',
  endpoints: {
    authorization_endpoint: 'https://slack.com/oauth/v2/authorize',
    token_endpoint: 'https://slack.com/api/oauth.v2.access',
    userinfo_endpoint: 'https://slack.com/api/auth.test',
    revocation_endpoint: 'https://slack.com/api/auth.revoke',
  },
  scope_parameter: 'user_scope',
  scope_separator: ',',
  client_authentication: 'client_secret_basic',
  pkce: false,
  token_path: 'authed_user',
  bearer_token_types: ['user', 'bot'],
  account_request: { method: 'POST' },
  // Scope names from before 2020 are granted under their present names.
  scope_rules: mergeScopeRules(plainScopes, {
    no_permission: ['identify'],
    implies: { '*': ['*:user'] },
  }),
  account: {
    id: ['{team_id}/{user_id}'],
    identifier: ['{user} ({team})'],
    display_name: ['user'],
    email: [],
  },
  scope_refusal: { status: 200, at: 'error', is: 'missing_scope' },
  token_refusal: {
    status: 200,
    at: 'error',
    is: ['invalid_auth', 'token_revoked', 'token_expired', 'account_inactive'],
  },
  revocation: 'own_token',
  api_hosts: ['slack.com', 'files.slack.com'],
}
