import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * Connect with standard accounts. The client secret is the platform's secret key. Access tokens do not expire. Not
 * checked against the documentation: the account document, the hosts of the API, and that PKCE is accepted.
 * `manage_url` comes from chillerlan/php-oauth-providers.
 * @see https://docs.stripe.com/connect/oauth-reference
 * @see https://github.com/stripe/stripe-node/blob/master/types/OAuth.d.ts
 */
export const stripe: ProviderEntry = {
  ...plainOAuth2,
  name: 'Stripe',
  endpoints: {
    authorization_endpoint: 'https://connect.stripe.com/oauth/authorize',
    token_endpoint: 'https://connect.stripe.com/oauth/token',
    userinfo_endpoint: 'https://api.stripe.com/v1/account',
    revocation_endpoint: 'https://connect.stripe.com/oauth/deauthorize',
  },
  // Without it, a connected account sends the user straight back.
  prompt: { always: [], choose_account: [], unproven: [], instead: { always_prompt: 'true' } },
  learned: { account: { from: 'stripe_user_id', public: true, pattern: /^(acct_\w+)$/ } },
  scope_rules: mergeScopeRules(plainScopes, { implies: { read_write: ['read_only'] } }),
  account: {
    id: ['stripe_user_id'],
    identifier: ['settings.dashboard.display_name', 'email', 'stripe_user_id'],
    display_name: ['settings.dashboard.display_name', 'business_profile.name'],
    email: ['email'],
  },
  revocation: 'stripe',
  revoking_ends_authorization: true,
  request_headers: ['stripe-version', 'stripe-account'],
  manage_url: 'https://dashboard.stripe.com/account/applications',
  api_hosts: ['api.stripe.com', 'files.stripe.com'],
}
