import { plainOAuth2, type ProviderEntry } from '../entry.ts'
import { mergeScopeRules, plainScopes } from '../scopes.ts'

/**
 * An app is installed in an account (a portal), whichever of its users did it. Revoking ends the refresh token only:
 * the app stays installed until it is removed in HubSpot. Not checked against the documentation: the scope separator,
 * and whether users of one account share a refresh token. A token that another grant may hold is not revoked.
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
}
