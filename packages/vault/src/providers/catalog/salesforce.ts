import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * The token response names the instance for API calls. For a sandbox, configure the endpoints of test.salesforce.com.
 * Tokens do not say when they expire, so a 401 leads to a refresh. Endpoints and identity scopes come from its
 * discovery document. Not checked against the documentation: whether the scope `id` alone opens the account document,
 * its fields, and what a revocation ends.
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm
 */
export const salesforce: ProviderEntry = {
  ...plainOAuth2,
  name: 'Salesforce',
  endpoints: {
    authorization_endpoint: 'https://login.salesforce.com/services/oauth2/authorize',
    token_endpoint: 'https://login.salesforce.com/services/oauth2/token',
    userinfo_endpoint: 'https://login.salesforce.com/services/oauth2/userinfo',
    revocation_endpoint: 'https://login.salesforce.com/services/oauth2/revoke',
  },
  identity_scopes: ['id', 'refresh_token'],
  prompt: { always: [], choose_account: ['select_account'], unproven: ['login', 'consent'] },
  login_hint: 'login_hint',
  learned: {
    instance: {
      from: 'instance_url',
      public: true,
      pattern: /^https:\/\/((?:[a-z0-9-]+\.)+salesforce\.com)$/,
    },
  },
  scope_rules: mergeScopeRules(plainScopes, {
    no_permission: ['refresh_token'],
    implies: {
      full: ['*'],
      api: ['chatter_api'],
      web: ['visualforce'],
      // The documentation calls these names for the same scope.
      id: ['profile', 'email', 'address', 'phone'],
      openid: ['id', 'profile', 'email', 'address', 'phone'],
    },
  }),
  account: {
    id: ['{organization_id}/{user_id}'],
    identifier: ['preferred_username', 'email'],
    display_name: ['name'],
    email: ['email'],
  },
  request_headers: ['sforce-call-options', 'sforce-query-options'],
  // Its REST API accepts a PATCH this way from clients that can only POST.
  method_overrides: ['_HttpMethod'],
  api_hosts: ['{instance}'],
}
