import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Scopes are requested with spaces and granted with commas. Revoking ends one token. Only GitHub Apps have refresh
 * tokens, and those rotate. Not checked against the documentation: the fields of the account document, and the hosts of
 * the API.
 * @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 * @see https://docs.github.com/en/rest/apps/oauth-applications
 */
export const github: ProviderEntry = {
  ...plainOAuth2,
  name: 'GitHub',
  issuer: 'https://github.com/login/oauth',
  endpoints: {
    authorization_endpoint: 'https://github.com/login/oauth/authorize',
    token_endpoint: 'https://github.com/login/oauth/access_token',
    userinfo_endpoint: 'https://api.github.com/user',
    revocation_endpoint: 'https://api.github.com/applications/{client_id}/token',
  },
  identity_scopes: ['read:user'],
  prompt: { always: [], choose_account: ['select_account'], unproven: [], single: true },
  login_hint: 'login',
  // GitHub leaves out a scope that another granted scope includes.
  scope_rules: mergeScopeRules(plainScopes, {
    implies: {
      'admin:*': ['write:*', 'manage_runners:*'],
      'write:*': ['read:*'],
      'admin:enterprise': ['manage_billing:enterprise', 'read:enterprise'],
      repo: ['repo:*', 'repo_deployment', 'public_repo', 'security_events', 'admin:repo_hook'],
      public_repo: ['admin:repo_hook'],
      user: ['read:user', 'user:email', 'user:follow'],
      project: ['read:project'],
      codespace: ['codespace:*'],
      copilot: ['manage_billing:copilot'],
      audit_log: ['read:audit_log'],
    },
  }),
  account: { id: ['id'], identifier: ['login'], display_name: ['name'], email: ['email'] },
  revocation: 'github',
  request_headers: ['x-github-api-version'],
  manage_url: 'https://github.com/settings/applications',
  api_hosts: ['api.github.com', 'uploads.github.com'],
}
