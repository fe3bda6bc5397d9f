export const CLIENT_AUTHENTICATIONS = ['client_secret_basic', 'client_secret_post', 'none'] as const

/** @see RFC 6749 §2.3 */
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATIONS)[number]

/** Where to find the account in the ID token or the provider's account document: the first field that is there. */
export interface AccountMapping {
  /** The stable id, which is never given to somebody else. */
  id: string[]
  /** The label for people. */
  identifier: string[]
  display_name: string[]
  email: string[]
  /** Labels that differ in case only are different accounts. */
  case_sensitive?: boolean
}

export interface Endpoints {
  authorization_endpoint?: string
  token_endpoint?: string
  /** The account document, fetched with the access token. */
  userinfo_endpoint?: string
  revocation_endpoint?: string
}

/** What an operator may say differently about a provider. */
export interface ProviderOverrides extends Endpoints {
  name?: string
  /** Its discovery document gives the endpoints that are not named here. */
  issuer?: string
  /** Asks for an ID token. Default for a custom provider: whether its endpoints come from discovery. */
  openid?: boolean
  /** Hosts (`host` or `host:port`) that may receive the token. */
  api_hosts?: string[]
  scope_separator?: ' ' | ','
  authorization_parameters?: Record<string, string>
  client_authentication?: ClientAuthentication
  account?: AccountMapping
}

/** One provider of the catalog. */
export interface ProviderEntry {
  name: string
  issuer?: string
  /** Those of {@link issuer}; the others come from its discovery document. */
  endpoints: Endpoints
  api_hosts: string[]
  scope_separator: ' ' | ','
  authorization_parameters: Record<string, string>
  client_authentication: ClientAuthentication
  account: AccountMapping
  /** Whether the account comes with an ID token, or only from the account document. */
  openid: boolean
  /** Asked for besides the app's own scopes, to learn the account. */
  identity_scopes: string[]
  /** Names under which the provider grants a scope that was asked for by another. */
  scope_aliases: Record<string, string>
  /** Values of `prompt`. */
  prompt: {
    /** On every request. */
    always: string[]
    /** Besides, where the account is not known beforehand. */
    choose_account: string[]
    /** Besides, where nothing proves that the user came from the app: see `design/protocol.md` 2. */
    unproven: string[]
  }
  /** Parameter that preselects an account. */
  login_hint: string | null
  /** How to revoke: by RFC 7009 where there is an endpoint, or the provider's own way. */
  revocation: 'rfc7009' | 'github'
  /** Revoking one token ends the user's whole authorization of this client. */
  revoking_ends_authorization: boolean
  /** A 24 by 24 SVG path and its colours on light and on dark. */
  logo: { path: string; light: string; dark: string }
}
