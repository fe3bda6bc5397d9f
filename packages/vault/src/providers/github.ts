import { plainOAuth2, type ProviderEntry } from './entry.ts'
import { mergeScopeRules, plainScopes } from './scopes.ts'

/**
 * Scopes are asked for with spaces and granted with commas. Revoking ends one token. Refresh tokens, which only GitHub
 * Apps have, rotate. Not checked against the provider's documentation: the fields of the account document, the hosts of
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
  // It leaves out what another scope holds.
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
  logo: {
    path: 'M12 .297c-6.63 0-12 5.373-12 12 0 5.303 3.438 9.8 8.205 11.385.6.113.82-.258.82-.577 0-.285-.01-1.04-.015-2.04-3.338.724-4.042-1.61-4.042-1.61C4.422 18.07 3.633 17.7 3.633 17.7c-1.087-.744.084-.729.084-.729 1.205.084 1.838 1.236 1.838 1.236 1.07 1.835 2.809 1.305 3.495.998.108-.776.417-1.305.76-1.605-2.665-.3-5.466-1.332-5.466-5.93 0-1.31.465-2.38 1.235-3.22-.135-.303-.54-1.523.105-3.176 0 0 1.005-.322 3.3 1.23.96-.267 1.98-.399 3-.405 1.02.006 2.04.138 3 .405 2.28-1.552 3.285-1.23 3.285-1.23.645 1.653.24 2.873.12 3.176.765.84 1.23 1.91 1.23 3.22 0 4.61-2.805 5.625-5.475 5.92.42.36.81 1.096.81 2.22 0 1.606-.015 2.896-.015 3.286 0 .315.21.69.825.57C20.565 22.092 24 17.592 24 12.297c0-6.627-5.373-12-12-12',
    light: '#181717',
    dark: '#ffffff',
  },
}
