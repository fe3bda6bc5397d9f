import type { ProviderField } from '@alter/protocol'
import type { IdTokenAlgorithm } from './id-token-algorithms.ts'
import { plainScopes, type ScopeRules } from './scopes.ts'

export const CLIENT_AUTHENTICATIONS = ['client_secret_basic', 'client_secret_post', 'none'] as const

/** @see RFC 6749 §2.3 */
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATIONS)[number]

/**
 * Where the account is found in the ID token, the token response or the account document. The first name with a value
 * counts. A name may be a path (`user.id`), and several names may form one value (`{team_id}/{user_id}`).
 */
export interface AccountMapping {
  /** The stable id, which the provider never gives to another account. */
  id: string[]
  /** The label for people. */
  identifier: string[]
  /** The person's name. */
  display_name: string[]
  /** The person's address. */
  email: string[]
  /** What says whether the address is verified. Default: `email_verified` and `verified_email`. */
  email_verified?: string[]
  /** Whether labels that differ only in case are different accounts. */
  case_sensitive?: boolean
}

/** The provider's endpoints. */
export interface Endpoints {
  /** Address of the consent page. Default: that of the discovery document. */
  authorization_endpoint?: string
  /** Address for codes and refresh tokens. Default: that of the discovery document. */
  token_endpoint?: string
  /**
   * Address of the account document, which is fetched with the access token. Default: that of the discovery document,
   * if it has one.
   */
  userinfo_endpoint?: string
  /** Address that revokes tokens. Default: that of the discovery document, if it has one. */
  revocation_endpoint?: string
  /** Address for refreshes. Default: the token endpoint. */
  refresh_endpoint?: string
}

/** One value from an answer of the provider: letters, digits, `_` and `-`, or a host. */
export interface LearnedConfig {
  /** Name of the value in the answer. A dotted path leads into objects. */
  from: string
  /**
   * Where the value comes from. `token`: the token endpoint, again with each refresh. `callback`: the browser's return,
   * once. Default: `token`.
   */
  in?: 'token' | 'callback'
  /** The value is a host or an address whose host is one of these or below one. Default: it is no host. */
  host_suffixes?: string[]
  /** Whether the app sees the value as `learned` of each grant. Never set it for a secret. Default: false. */
  public?: boolean
}

/** How the account document is requested. */
export interface AccountRequest {
  method: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
}

/** What an operator may configure differently for a provider. */
export interface ProviderOverrides extends Endpoints {
  /** Name that the user sees. Default: that of the catalog, else the id. */
  name?: string
  /**
   * Issuer whose discovery document supplies the endpoints that are not configured. If all are configured, `iss` values
   * are compared with it. `{tenantid}` in it stands for the user's tenant. Default: that of the catalog.
   */
  issuer?: string
  /** Whether to request an ID token. Default for a custom provider: true if its endpoints come from discovery. */
  openid?: boolean
  /** Hosts that may receive the token, as `host` or `host:port`. Default: those of the catalog. */
  api_hosts?: string[]
  /** Separator between scopes. Default: a space. */
  scope_separator?: ' ' | ','
  /** Scope rules in addition to those of the catalog: see {@link ScopeRules}. Default: none. */
  scope_rules?: Partial<ScopeRules>
  /**
   * Parameters of the authorization request, in addition to those of the catalog. Parameters of OAuth itself are not
   * allowed. Default: none.
   */
  authorization_parameters?: Record<string, string>
  /**
   * Parameters in the body of token requests, both with a code and with a refresh token. Parameters of OAuth itself are
   * not allowed. Default: none.
   */
  token_parameters?: Record<string, string>
  /**
   * Whether to use PKCE. `false` is for a server that refuses it; a stolen code is then easier to use. Default: that of
   * the catalog, else true.
   */
  pkce?: boolean
  /**
   * Values to keep from the provider's answers, by the name that `{…}` in endpoints and `api_hosts` uses. Default:
   * those of the catalog.
   */
  learned?: Record<string, LearnedConfig>
  /** How the vault authenticates at the token endpoint. Default: that of the catalog, else `client_secret_basic`. */
  client_authentication?: ClientAuthentication
  /** Where the account is found. Default: as in the catalog. */
  account?: AccountMapping
  /**
   * Algorithms allowed for the signature of ID tokens. `HS256` and similar ones are verified with the client secret.
   * Default: those of the discovery document, else all with a key pair.
   */
  id_token_algorithms?: IdTokenAlgorithm[]
  /**
   * Values of `token_type` that mean a bearer token, in addition to `bearer`, such as `BearerToken`. Case does not
   * matter. Default: none.
   */
  bearer_token_types?: string[]
  /**
   * Error codes that mean that the user refused, in addition to the known ones. Case does not matter. Default: none.
   */
  denial_errors?: string[]
  /**
   * Whether revoking a token ends its access. `false`: the revocation endpoint accepts the request, and the token stays
   * valid. Default: true.
   */
  revocation_ends_access?: boolean
  /**
   * Page where users end the access of apps; https. It is shown when the vault could not end it. Default: that of the
   * catalog.
   */
  manage_url?: string
}

/** One provider of the catalog. `{…}` in its endpoints and hosts is filled in from {@link ProviderEntry.fields}. */
export interface ProviderEntry {
  name: string
  /** `{tenantid}` stands for the user's tenant, which `tid` in an ID token names. */
  issuer?: string
  /** Configured endpoints. The others come from the discovery document of {@link issuer}. */
  endpoints: Endpoints
  api_hosts: string[]
  /** Headers that its API understands, in addition to the standard ones; in lower case. */
  request_headers: string[]
  /** Query parameters, form fields and headers that change the method at its API, in addition to the common ones. */
  method_overrides: string[]
  scope_separator: ' ' | ','
  authorization_parameters: Record<string, string>
  client_authentication: ClientAuthentication
  /** Whether its server accepts PKCE from a client with a secret. */
  pkce: boolean
  /** Format of token and revocation requests. Standard OAuth uses a form without extra headers. */
  oauth_request: { type: 'form' | 'json'; headers: Record<string, string> }
  /** Parameters of every token request, in addition to OAuth's. */
  token_parameters: Record<string, string>
  /** Parameters of the code exchange, in addition to OAuth's. */
  exchange_parameters: Record<string, string>
  account: AccountMapping
  /** Whether the account comes with an ID token. If not, it comes from the account document. */
  openid: boolean
  /** Scopes that are requested in addition to the app's, to identify the account. */
  identity_scopes: string[]
  /** How it writes granted scopes, and which scopes they include. */
  scope_rules: ScopeRules
  /** Values of `prompt`. Those of the operator are added; `none` is never sent. */
  prompt: {
    /** In every request. */
    always: string[]
    /** Added when the account is not known beforehand. */
    choose_account: string[]
    /** Added when it is not certain that the user came from the app: see `design/protocol.md` 2. */
    unproven: string[]
    /** Whether its server accepts only one value. Then the rarest one is sent. */
    single?: boolean
    /** Parameters that it has instead of `prompt`. They are in every request, whatever the operator configures. */
    instead?: Record<string, string>
  }
  /** Name of the parameter that preselects an account; `null` for none. */
  login_hint: string | null
  /** Questions for the user before the start. Each has a pattern, because the answer becomes part of a host. */
  fields: (ProviderField & { pattern: string })[]
  /** Values for `{…}` from the provider's answers. If there is a pattern, its first group is the value. */
  learned: Record<string, LearnedConfig & { pattern?: RegExp }>
  /** Absent: see {@link ProviderOverrides.id_token_algorithms}. */
  id_token_algorithms?: IdTokenAlgorithm[]
  /** Values of `token_type` that mean a bearer token, in addition to `bearer`; in lower case. */
  bearer_token_types: string[]
  /** Error codes that mean that the user refused, in lower case. `access_denied` always does. */
  denial_errors: string[]
  /** Name of the parameter for scopes. */
  scope_parameter: 'scope' | 'user_scope'
  /** Check of the browser's return in addition to OAuth's; `null` for none. */
  callback_signature: 'shopify' | null
  /** Path of the user's tokens in the token response; `null` when they are at its top. */
  token_path: string | null
  /** How to request the account document; `null` when there is none. */
  account_request: AccountRequest | null
  /** How the body of an error says that a scope is missing. Standard headers are understood for all providers. */
  scope_refusal: ScopeRefusal | null
  /** How the body of an error says that the token is no longer valid. Status 401 is understood for all providers. */
  token_refusal: TokenRefusal | null
  /** The header that carries the access token to the API. Without a scheme it holds only the token. */
  credential: { header: string; scheme: 'Bearer' | null }
  /**
   * How to revoke, if there is an endpoint: by RFC 7009, preferably with the refresh token, or in the provider's own
   * way.
   */
  revocation: 'rfc7009' | 'rfc7009_access_token' | 'own_token' | 'github' | 'stripe'
  /** Whether revoking one token ends the user's whole authorization of this client. */
  revoking_ends_authorization: boolean
  /** Whether revoking a token ends its access. */
  revocation_ends_access: boolean
  /** Page where users see and end the access of apps; `null` when there is none. */
  manage_url: string | null
}

/** A text at a dotted path of a JSON body that means a missing scope. */
export interface ScopeRefusal {
  status: number
  at: string
  is: string
}

/** Texts at a dotted path of a JSON body that mean an invalid token. */
export interface TokenRefusal {
  status: number
  at: string
  is: string[]
}

/** The values that most providers without an ID token share. */
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
