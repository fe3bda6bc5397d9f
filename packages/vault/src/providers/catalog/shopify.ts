import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * One shop per grant. The user is asked for it before the start, it is part of every endpoint, and it is the only host
 * that may receive the token. A write scope includes the read scope without naming it. Access tokens last an hour;
 * refresh tokens last 90 days and rotate. For an API version that is gone, Shopify answers with the oldest one it has.
 * @see https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 * @see https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens
 */
export const shopify: ProviderEntry = {
  ...plainOAuth2,
  name: 'Shopify',
  endpoints: {
    authorization_endpoint: 'https://{shop}.myshopify.com/admin/oauth/authorize',
    token_endpoint: 'https://{shop}.myshopify.com/admin/oauth/access_token',
    userinfo_endpoint: 'https://{shop}.myshopify.com/admin/api/2026-10/graphql.json',
  },
  fields: [
    {
      name: 'shop',
      label: 'Shop name, as in its myshopify.com address',
      placeholder: 'my-shop',
      pattern: '[a-z0-9][a-z0-9-]{0,59}',
    },
  ],
  callback_signature: 'shopify',
  // Without it the token never expires, which Shopify refuses for public apps.
  exchange_parameters: { expiring: '1' },
  scope_separator: ',',
  credential: { header: 'x-shopify-access-token', scheme: null },
  account_request: {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ shop { id name email myshopifyDomain } }"}',
  },
  scope_rules: mergeScopeRules(plainScopes, {
    implies: {
      'write_*': ['read_*'],
      'unauthenticated_write_*': ['unauthenticated_read_*'],
      'customer_write_*': ['customer_read_*'],
    },
  }),
  account: {
    id: ['data.shop.id'],
    identifier: ['data.shop.myshopifyDomain'],
    display_name: ['data.shop.name'],
    email: ['data.shop.email'],
  },
  api_hosts: ['{shop}.myshopify.com'],
}
