import { plainOAuth2, type ProviderEntry } from './entry.ts'
import { mergeScopeRules, plainScopes } from './scopes.ts'

/**
 * Connect, standard accounts. The client secret is the platform's secret key. Access tokens do not end. Not checked
 * against the provider's documentation: the account document, the hosts of the API, and that PKCE is let pass.
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
  // Otherwise an account that is connected sends the user straight back.
  prompt: { always: [], choose_account: [], unproven: [], instead: { always_prompt: 'true' } },
  learned: { account: { from: 'stripe_user_id', pattern: /^(acct_\w+)$/ } },
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
  api_hosts: ['api.stripe.com', 'files.stripe.com'],
  logo: {
    path: 'M13.976 9.15c-2.172-.806-3.356-1.426-3.356-2.409 0-.831.683-1.305 1.901-1.305 2.227 0 4.515.858 6.09 1.631l.89-5.494C18.252.975 15.697 0 12.165 0 9.667 0 7.589.654 6.104 1.872 4.56 3.147 3.757 4.992 3.757 7.218c0 4.039 2.467 5.76 6.476 7.219 2.585.92 3.445 1.574 3.445 2.583 0 .98-.84 1.545-2.354 1.545-1.875 0-4.965-.921-6.99-2.109l-.9 5.555C5.175 22.99 8.385 24 11.714 24c2.641 0 4.843-.624 6.328-1.813 1.664-1.305 2.525-3.236 2.525-5.732 0-4.128-2.524-5.851-6.594-7.305h.003z',
    light: '#635BFF',
    dark: '#635BFF',
  },
}
