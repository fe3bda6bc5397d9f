import type { ClientAuthentication } from '../providers/entry.ts'

/** Identity providers with known settings. */
export const IDENTITY_PRESETS = ['auth0', 'clerk', 'okta'] as const

/** The identity provider that signs in the app's users. */
export interface IdentityConfig {
  /** `iss` of the tokens, for any OpenID provider. Default: derived from `preset` and `domain`. */
  issuer?: string
  /**
   * Issuers that the app had before. A subject of theirs is the same user as that subject of the present issuer. Their
   * tokens are not accepted. Keep them here as long as they have users. Default: none; users of another issuer are
   * different users.
   */
  former_issuers?: string[]
  /** Knows where the keys are and which claims to read. Default: none; then `issuer` is needed. */
  preset?: (typeof IDENTITY_PRESETS)[number]
  /** Domain of the tenant, such as `acme.eu.auth0.com`, for a preset. Default: none. */
  domain?: string
  /**
   * `aud` values of the tokens; one match is enough. Default: that of the preset; otherwise `authorized_parties` is
   * needed.
   */
  audience?: string | string[]
  /** `azp` values of tokens without `aud`. Default: not checked. */
  authorized_parties?: string[]
  /** Address of the key set. Default: that of the issuer's discovery document. */
  jwks_uri?: string
  /**
   * Hours for which the last known keys are used while the issuer cannot be reached, from 0 to 168. A key that the
   * issuer withdraws in that time stays valid as long. Default: 24.
   */
  keys_kept_hours?: number
  /** Names of the claims to read. Default: `sub`, `email`, `name`, `groups`. */
  claims?: {
    /** Claim that identifies the user. Default: `sub`. */
    user?: string
    /** Claim with the user's address, shown on the Connect page. Default: `email`. */
    email?: string
    /** Claim with the user's name, shown on the Connect page. Default: `name`. */
    name?: string
    /** Claim with the groups that policies can name. Default: `groups`. */
    groups?: string
  }
  /**
   * Secret of the webhook with which the identity provider reports deleted users. With `whsec_…` the signature is
   * verified (Clerk, Standard Webhooks). Any other value is the Bearer token that the provider sends (Auth0). Default:
   * no such webhook.
   */
  webhook_secret?: string
  /**
   * Client id of the vault at the issuer, so that users can sign in to the Wallet. The redirect URI is
   * `<public_url>/wallet/callback/<app id>`. Default: none; then the app has no Wallet.
   */
  client_id?: string
  /** Secret of that client. Default: none, for a public client. */
  client_secret?: string
  /** How the secret is sent. Default: `client_secret_basic`, or `none` without a secret. */
  client_authentication?: ClientAuthentication
  /**
   * Claims of the sign-in's ID token, where their names differ from those in the app's tokens. `user` must name the
   * same value. Default: those of `claims`.
   */
  id_token_claims?: {
    /** Claim that identifies the user. Default: that of `claims`. */
    user?: string
    /** Claim with the user's address. Default: that of `claims`. */
    email?: string
    /** Claim with the user's name. Default: that of `claims`. */
    name?: string
  }
}

/** An identity configuration completed by its preset. */
export interface IdentitySettings extends IdentityConfig {
  issuer: string
}

/** What is missing in an identity configuration, with the setting. */
export type IdentityFault = { setting: keyof IdentityConfig; message: string }

/** Completes the configuration with what its preset knows. The configuration takes precedence. */
export function resolveIdentity(config: IdentityConfig): IdentitySettings | IdentityFault {
  const { preset, domain, issuer } = config
  if (preset === undefined) {
    if (domain !== undefined)
      return { setting: 'domain', message: 'needs a preset: set preset, or set issuer instead' }
    if (issuer === undefined)
      return { setting: 'issuer', message: 'is missing: set it, or set preset and domain' }
  } else if (domain === undefined && issuer === undefined) {
    return { setting: 'domain', message: `is missing: the ${preset} domain of your tenant` }
  }
  const known = preset === undefined || domain === undefined ? {} : PRESETS[preset](domain)
  const claims = { ...known.claims, ...config.claims }
  const id_token_claims = { ...claims, ...known.id_token_claims, ...config.claims, ...config.id_token_claims }
  const identity = { ...known, ...config, claims, id_token_claims, issuer: issuer ?? known.issuer ?? '' }
  if (identity.client_id === undefined && identity.client_secret !== undefined) {
    return { setting: 'client_id', message: 'is missing: client_secret is set without it' }
  }
  if (identity.client_secret === undefined && (identity.client_authentication ?? 'none') !== 'none') {
    return { setting: 'client_secret', message: `is missing: ${identity.client_authentication} needs one` }
  }
  if (identity.audience === undefined && identity.authorized_parties === undefined) {
    return {
      setting: 'audience',
      message:
        'set audience or authorized_parties: without them, the vault would accept every token of the issuer',
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
   * Access tokens of the `default` authorization server. In them `sub` is the login, which may change, and `uid` is the
   * user. In ID tokens `sub` is the user.
   * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/
   */
  okta: (domain) => ({
    issuer: `https://${domain}/oauth2/default`,
    audience: 'api://default',
    claims: { user: 'uid', email: 'sub' },
    id_token_claims: { user: 'sub', email: 'email' },
  }),
}
