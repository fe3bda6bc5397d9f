import type { ProviderField } from '@alter/protocol'
import type { IdTokenAlgorithm } from './id-token-algorithms.ts'
import { plainScopes, type ScopeRules } from './scopes.ts'

export const CLIENT_AUTHENTICATIONS = ['client_secret_basic', 'client_secret_post', 'none'] as const

/** @see RFC 6749 §2.3 */
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATIONS)[number]

/**
 * Where to find the account in the ID token, the token response or the account document: the first that is there. A name
 * may lead inwards (`user.id`), and several may make one value (`{team_id}/{user_id}`).
 */
export interface AccountMapping {
  /** The stable id, which is never given to somebody else. */
  id: string[]
  /** The label for people. */
  identifier: string[]
  /** The person's name. */
  display_name: string[]
  /** The person's address. */
  email: string[]
  /** Labels that differ in case only are different accounts. */
  case_sensitive?: boolean
}

/** Where the provider answers. */
export interface Endpoints {
  /** Where the user is sent to consent. Default: that of the discovery document. */
  authorization_endpoint?: string
  /** Where codes and refresh tokens are exchanged. Default: that of the discovery document. */
  token_endpoint?: string
  /**
   * The account document, fetched with the access token. Default: that of the discovery document, where there is one.
   */
  userinfo_endpoint?: string
  /** Where tokens are ended. Default: that of the discovery document, where there is one. */
  revocation_endpoint?: string
  /** Where it is not the token endpoint. */
  refresh_endpoint?: string
}

/** One value that an answer tells: letters, digits, `_` and `-`, or a host. */
export interface LearnedConfig {
  /** Its name there; a dotted path leads inwards. */
  from: string
  /** Default `token`: from the token endpoint, at each refresh anew. `callback`: from the browser, once. */
  in?: 'token' | 'callback'
  /** It is a host, or the address of one, that is one of these or below one. */
  host_suffixes?: string[]
  /** Listed to the app with each grant, as `learned`. Default false; never for what is a secret. */
  public?: boolean
}

/** How to ask for the account document. */
export interface AccountRequest {
  method: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
}

/** What an operator may say differently about a provider. */
export interface ProviderOverrides extends Endpoints {
  /** Shown to the user. Default: that of the catalog, else the id. */
  name?: string
  /**
   * Its discovery document gives the endpoints that are not named here. Where all are, it is what an `iss` is compared
   * with, and `{tenantid}` in it stands for the tenant of the user.
   */
  issuer?: string
  /** Asks for an ID token. Default for a custom provider: whether its endpoints come from discovery. */
  openid?: boolean
  /** Hosts (`host` or `host:port`) that may receive the token. */
  api_hosts?: string[]
  /** What stands between scopes. Default: a space. */
  scope_separator?: ' ' | ','
  /** Besides those that are known of it: see {@link ScopeRules}. Default: none. */
  scope_rules?: Partial<ScopeRules>
  /** Sent with the authorization request, besides those of the catalog. Default: none. None of OAuth's own. */
  authorization_parameters?: Record<string, string>
  /** Sent to the token endpoint with a code and with a refresh token, in the body. None of OAuth's own. */
  token_parameters?: Record<string, string>
  /** `false` for a server that refuses PKCE: then a stolen code is worth more. Default: what the catalog says, else true. */
  pkce?: boolean
  /**
   * What its answers tell that must be kept, by the name that stands for it in `{…}` of endpoints and `api_hosts`.
   * Default: what the catalog says.
   */
  learned?: Record<string, LearnedConfig>
  /**
   * How the vault proves to the token endpoint who it is. Default: what the catalog says, else `client_secret_basic`.
   */
  client_authentication?: ClientAuthentication
  /** Where the account is found. Default: what the catalog says. */
  account?: AccountMapping
  /**
   * Algorithms that its ID tokens may be signed with. Default: those of its discovery document, else all that sign with
   * a key pair. `HS256` and its kin are verified with the client secret.
   */
  id_token_algorithms?: IdTokenAlgorithm[]
  /**
   * Names of bearer tokens in `token_type` besides `bearer`, such as `BearerToken`. Upper and lower case are the
   * same. Default: none.
   */
  bearer_token_types?: string[]
  /**
   * Error codes by which it tells that the user said no, besides those that are known of all providers. Upper and lower
   * case are the same.
   */
  denial_errors?: string[]
  /** `false`: its revocation endpoint answers well and the token lives on. Default true. */
  revocation_ends_access?: boolean
  /** Where users end what they gave to apps; https. Shown where the vault could not end it. */
  manage_url?: string
}

/** One provider of the catalog. `{…}` in its endpoints and hosts is filled from {@link ProviderEntry.fields}. */
export interface ProviderEntry {
  name: string
  /** `{tenantid}` stands for the tenant of the user, whose `tid` an ID token names. */
  issuer?: string
  /** Those of {@link issuer}; the others come from its discovery document. */
  endpoints: Endpoints
  api_hosts: string[]
  /** Headers that its API understands besides the standard ones, in lower case. */
  request_headers: string[]
  /** Query parameters, form fields and headers that its API takes another method from, besides those of many servers. */
  method_overrides: string[]
  scope_separator: ' ' | ','
  authorization_parameters: Record<string, string>
  client_authentication: ClientAuthentication
  /** Whether its server takes PKCE from a client that has a secret. */
  pkce: boolean
  /** How requests to its token and revocation endpoints are written. OAuth: a form, without headers of its own. */
  oauth_request: { type: 'form' | 'json'; headers: Record<string, string> }
  /** Sent with a code and with a refresh token, besides what OAuth sends. */
  token_parameters: Record<string, string>
  /** Sent with the code that is exchanged, besides what OAuth sends. */
  exchange_parameters: Record<string, string>
  account: AccountMapping
  /** Whether the account comes with an ID token, or only from the account document. */
  openid: boolean
  /** Asked for besides the app's own scopes, to learn the account. */
  identity_scopes: string[]
  /** How it writes the scopes that it grants, and what they hold. */
  scope_rules: ScopeRules
  /** Values of `prompt`. Those of the operator come on top; `none` is never sent. */
  prompt: {
    /** On every request. */
    always: string[]
    /** Besides, where the account is not known beforehand. */
    choose_account: string[]
    /** Besides, where nothing proves that the user came from the app: see `design/protocol.md` 2. */
    unproven: string[]
    /** Its server takes one value only: then the rarest of ours. */
    single?: boolean
    /** What it has instead of `prompt`, on every request, whatever the operator says. */
    instead?: Record<string, string>
  }
  /** Parameter that preselects an account. */
  login_hint: string | null
  /** What must be known before the start; each with a pattern, as it becomes part of a host. */
  fields: (ProviderField & { pattern: string })[]
  /** Values for `{…}` that an answer tells: the pattern's first group, where there is a pattern. */
  learned: Record<string, LearnedConfig & { pattern?: RegExp }>
  /** `undefined`: see {@link ProviderOverrides.id_token_algorithms}. */
  id_token_algorithms?: IdTokenAlgorithm[]
  /** What it calls bearer tokens besides `bearer`, in lower case. */
  bearer_token_types: string[]
  /** Error codes that tell the user's no, in lower case; `access_denied` always does. */
  denial_errors: string[]
  /** Parameter of the scopes. */
  scope_parameter: 'scope' | 'user_scope'
  /** What is checked of the answer that the browser brings, besides what OAuth checks. */
  callback_signature: 'shopify' | null
  /** Where in the token response the user's tokens are, if not at its top. */
  token_path: string | null
  /** `null`: there is no account document. */
  account_request: AccountRequest | null
  /** What the API says in the body of which status when a scope is missing; headers are understood of all. */
  scope_refusal: ScopeRefusal | null
  /** What the API says in the body of which status of a token that it no longer takes; 401 is understood of all. */
  token_refusal: TokenRefusal | null
  /** Header that carries the access token to the API; without a scheme it carries nothing else. */
  credential: { header: string; scheme: 'Bearer' | null }
  /** How to revoke, where there is an endpoint: by RFC 7009, preferably the refresh token, or the provider's own way. */
  revocation: 'rfc7009' | 'rfc7009_access_token' | 'own_token' | 'github' | 'stripe'
  /** Revoking one token ends the user's whole authorization of this client. */
  revoking_ends_authorization: boolean
  /** `false`: its revocation endpoint says yes, and the token lives on. */
  revocation_ends_access: boolean
  /** Where users see and end what they gave to apps, for people. */
  manage_url: string | null
}

/** The text at a dotted path of a JSON body. */
export interface ScopeRefusal {
  status: number
  at: string
  is: string
}

/** One of several texts at a dotted path of a JSON body. */
export interface TokenRefusal {
  status: number
  at: string
  is: string[]
}

/** What most providers without an ID token have in common. */
export const plainOAuth2: Omit<ProviderEntry, 'name' | 'endpoints' | 'api_hosts' | 'account'> = {
  openid: false,
  request_headers: [],
  method_overrides: [],
  identity_scopes: [],
  scope_separator: ' ',
  scope_parameter: 'scope',
  scope_rules: plainScopes,
  authorization_parameters: {},
  prompt: { always: [], choose_account: [], unproven: [] },
  login_hint: null,
  denial_errors: [],
  bearer_token_types: [],
  client_authentication: 'client_secret_post',
  pkce: true,
  oauth_request: { type: 'form', headers: {} },
  token_parameters: {},
  exchange_parameters: {},
  fields: [],
  learned: {},
  callback_signature: null,
  token_path: null,
  account_request: { method: 'GET' },
  scope_refusal: null,
  token_refusal: null,
  credential: { header: 'authorization', scheme: 'Bearer' },
  revocation: 'rfc7009',
  revoking_ends_authorization: false,
  revocation_ends_access: true,
  manage_url: null,
}
