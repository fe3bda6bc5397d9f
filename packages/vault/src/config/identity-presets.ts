import type { ClientAuthentication } from '../providers/entry.ts'

/** Identity providers whose settings are known. */
export const IDENTITY_PRESETS = ['auth0', 'clerk', 'okta'] as const

/** Who signs the app's users in. */
export interface IdentityConfig {
  /** `iss` of the tokens of any OpenID provider. Default: what `preset` and `domain` say. */
  issuer?: string
  /**
   * Issuers that the app had before: whom they mean by a subject is whom the present one means by it. They sign nothing
   * any more. Keep them here as long as users of theirs are left. Default none: users of another issuer are strangers.
   */
  former_issuers?: string[]
  /** Says where the keys are and which claims to read. Default: none, so `issuer` is needed. */
  preset?: (typeof IDENTITY_PRESETS)[number]
  /** Domain of the tenant, such as `acme.eu.auth0.com`, for a preset. Default: none. */
  domain?: string
  /**
   * `aud` that the tokens must have; one of them is enough. Default: what the preset says, else `authorized_parties`
   * is needed.
   */
  audience?: string | string[]
  /** `azp` values that the tokens may have, where they have no `aud`. Default: not checked. */
  authorized_parties?: string[]
  /** Default: from the issuer's discovery document. */
  jwks_uri?: string
  /**
   * Hours for which the last good keys are believed while the issuer gives none, from 0 to 168. A key that it withdrew
   * meanwhile is believed as long. Default 24.
   */
  keys_kept_hours?: number
  /** Which claims to read. Default `sub`, `email`, `name`. */
  claims?: {
    /** What identifies the user. Default `sub`. */
    user?: string
    /** The address of the user, shown on the Connect page. Default `email`. */
    email?: string
    /** The name of the user, shown on the Connect page. Default `name`. */
    name?: string
    /** Groups that policies can name. Default `groups`. */
    groups?: string
  }
  /**
   * Secret of the webhook by which the identity provider says that a user was deleted. `whsec_…` verifies a signature
   * (Clerk, Standard Webhooks); anything else is the Bearer token that is sent (Auth0). Default: there is no such
   * webhook.
   */
  webhook_secret?: string
  /**
   * The vault as a client of the issuer, so that users can sign in to the Wallet. Its redirect URI is
   * `<public_url>/wallet/callback/<app id>`. Default: this app has no Wallet.
   */
  client_id?: string
  /** Goes with `client_id`. Default: none, for a public client. */
  client_secret?: string
  /** How the secret is sent. Default `client_secret_basic`; without a secret `none`. */
  client_authentication?: ClientAuthentication
  /**
   * Which claims to read from the ID token of a sign-in, where they are called otherwise than in the tokens that the app
   * sends. `user` must name the same value. Default: those of `claims`.
   */
  id_token_claims?: {
    /** Default: that of `claims`. */
    user?: string
    /** Default: that of `claims`. */
    email?: string
    /** Default: that of `claims`. */
    name?: string
  }
}

/** An identity configuration with its preset worked in. */
export interface IdentitySettings extends IdentityConfig {
  issuer: string
}

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
  const id_token_claims = { ...claims, ...known.id_token_claims, ...config.claims, ...config.id_token_claims }
  const identity = { ...known, ...config, claims, id_token_claims, issuer: issuer ?? known.issuer ?? '' }
  if (identity.client_id === undefined && identity.client_secret !== undefined) {
    return { setting: 'client_id', message: 'is missing: a client_secret goes with it' }
  }
  if (identity.client_secret === undefined && (identity.client_authentication ?? 'none') !== 'none') {
    return { setting: 'client_secret', message: `is missing: ${identity.client_authentication} needs one` }
  }
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
   * ID tokens call the user `sub`.
   * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/
   */
  okta: (domain) => ({
    issuer: `https://${domain}/oauth2/default`,
    audience: 'api://default',
    claims: { user: 'uid', email: 'sub' },
    id_token_claims: { user: 'sub', email: 'email' },
  }),
}
