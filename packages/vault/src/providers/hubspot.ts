import { plainOAuth2, type ProviderEntry } from './entry.ts'
import { mergeScopeRules, plainScopes } from './scopes.ts'

/**
 * An app is installed in an account (a portal), whoever of its users did it. Revoking takes the refresh token only: the
 * app stays installed until it is removed in HubSpot. Not checked against the provider's documentation: the scope
 * separator, and whether users of one account share a refresh token; none is revoked while another grant may hold it.
 * @see https://developers.hubspot.com/docs/api-reference/auth-oauth-v3/guide
 * @see https://github.com/HubSpot/HubSpot-public-api-spec-collection
 * @see https://github.com/HubSpot/hubspot-api-nodejs/issues/268 for how it refuses
 */
export const hubspot: ProviderEntry = {
  ...plainOAuth2,
  name: 'HubSpot',
  endpoints: {
    authorization_endpoint: 'https://app.hubspot.com/oauth/authorize',
    token_endpoint: 'https://api.hubapi.com/oauth/v3/token',
    userinfo_endpoint: 'https://api.hubapi.com/account-info/v3/details',
    revocation_endpoint: 'https://api.hubapi.com/oauth/v3/token/revoke',
  },
  identity_scopes: ['oauth'],
  scope_rules: mergeScopeRules(plainScopes, { no_permission: ['oauth'] }),
  account: {
    id: ['portalId'],
    identifier: ['HubSpot account {portalId}'],
    display_name: ['HubSpot account {portalId}'],
    email: [],
  },
  revoking_ends_authorization: true,
  scope_refusal: { status: 403, at: 'category', is: 'MISSING_SCOPES' },
  api_hosts: ['api.hubapi.com'],
  logo: {
    path: 'M18.164 7.93V5.084a2.198 2.198 0 001.267-1.978v-.067A2.2 2.2 0 0017.238.845h-.067a2.2 2.2 0 00-2.193 2.193v.067a2.196 2.196 0 001.252 1.973l.013.006v2.852a6.22 6.22 0 00-2.969 1.31l.012-.01-7.828-6.095A2.497 2.497 0 104.3 4.656l-.012.006 7.697 5.991a6.176 6.176 0 00-1.038 3.446c0 1.343.425 2.588 1.147 3.607l-.013-.02-2.342 2.343a1.968 1.968 0 00-.58-.095h-.002a2.033 2.033 0 102.033 2.033 1.978 1.978 0 00-.1-.595l.005.014 2.317-2.317a6.247 6.247 0 104.782-11.134l-.036-.005zm-.964 9.378a3.206 3.206 0 113.215-3.207v.002a3.206 3.206 0 01-3.207 3.207z',
    light: '#FF7A59',
    dark: '#FF7A59',
  },
}
