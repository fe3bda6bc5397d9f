import type { AccessToken } from 'oidc-provider'
import type { Account } from './directory.ts'

/** A permission in the words of the consent page. */
export interface ScopeText {
  scope: string
  text: string
}

/** An answer of an API. */
export interface ApiAnswer {
  status: number
  headers?: Record<string, string>
  body: unknown
}

/** The caller of an API: a valid access token and its account. */
export interface Caller {
  token: AccessToken
  account: Account
}

/** The data in which the services of this machine differ. */
export interface StandIn {
  id: 'identity' | 'google' | 'github'
  name: string
  /** What the discreet line calls it. */
  standsFor: string
  /** Name of its logo in simple-icons. */
  icon: string
  accounts: Account[]
  /** Makes an account for a login that is not known yet. */
  openAccount: (login: string) => Account
  loginLabel: string
  loginType: 'email' | 'text'
  texts: { chooseTitle: string; consentTitle: (app: string) => string }
  /** Signing in is enough: the app belongs to the same house. */
  consent: 'asked' | 'implied'
  /** Scopes that every consent includes. */
  basicScopes: ScopeText[]
  /** Can be unticked one by one. */
  optionalScopes: ScopeText[]
  claims: Record<string, string[]>
  claimsOf: (account: Account) => Record<string, unknown>
  routes: { authorization: string; token: string; revocation: string; userinfo: string }
  /** Separator between scopes in its answers. Requests always use spaces. */
  scopeSeparator: ' ' | ','
  /** Names the account that the app expects. */
  hintParameter: 'login_hint' | 'login'
  /** `offline`: only with `access_type=offline`, and only where consent was asked. @see Google's OAuth 2.0 reference */
  refreshTokens: 'always' | 'offline'
  rotatesRefreshTokens: boolean
  /** Answers below the issuer that are not OAuth. */
  api: (path: string, caller: Caller | undefined, kept: Kept) => ApiAnswer | undefined
  /** What takes a POST of JSON, by path. */
  adds: Record<string, (caller: Caller | undefined, body: unknown, kept: Kept) => ApiAnswer>
}

/** What was added while the server runs, by account. */
export type Kept = Map<string, unknown[]>
