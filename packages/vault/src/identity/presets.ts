import type { IdentityConfig } from '../config/config.ts'

/** An identity configuration with its preset worked in. */
export interface IdentitySettings extends IdentityConfig {
  issuer: string
}

export const IDENTITY_PRESETS = ['auth0', 'clerk', 'okta'] as const

/** What an identity configuration lacks, by the setting at fault. */
export type IdentityFault = { setting: keyof IdentityConfig; message: string }

/** Fills in what a preset knows; what the configuration says itself counts more. */
export function resolveIdentity(config: IdentityConfig): IdentitySettings | IdentityFault {
  const { preset, domain, issuer } = config
  if (preset === undefined) {
    if (domain !== undefined)
      return { setting: 'domain', message: 'belongs to a preset: give issuer, or preset' }
    if (issuer === undefined) return { setting: 'issuer', message: 'is missing; or give preset and domain' }
  } else if (domain === undefined && issuer === undefined) {
    return { setting: 'domain', message: `is missing: the ${preset} domain of your tenant` }
  }
  const known = preset === undefined || domain === undefined ? {} : PRESETS[preset](domain)
  const claims = { ...known.claims, ...config.claims }
  const identity = { ...known, ...config, claims, issuer: issuer ?? known.issuer ?? '' }
  if (identity.audience === undefined && identity.authorized_parties === undefined) {
    return {
      setting: 'audience',
      message: 'give audience or authorized_parties, or any token of the issuer passes',
    }
  }
  return identity
}

const PRESETS: Record<(typeof IDENTITY_PRESETS)[number], (domain: string) => Partial<IdentityConfig>> = {
  /** @see https://auth0.com/docs/secure/tokens/access-tokens/validate-access-tokens */
  auth0: (domain) => ({ issuer: `https://${domain}/` }),
  /**
   * Session tokens carry `azp` instead of `aud`: list the app's origins in `authorized_parties`.
   * @see https://clerk.com/docs/backend-requests/manual-jwt
   */
  clerk: (domain) => ({
    issuer: `https://${domain}`,
    jwks_uri: `https://${domain}/.well-known/jwks.json`,
  }),
  /**
   * Access tokens of the `default` authorization server: there `sub` is the login, which may change, and `uid` the user.
   * For ID tokens set `claims.user` to `sub`.
   * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/
   */
  okta: (domain) => ({
    issuer: `https://${domain}/oauth2/default`,
    audience: 'api://default',
    claims: { user: 'uid', email: 'sub' },
  }),
}
