import type { Connection } from './connection.ts'
import type { AgentPolicy, PageAgent, Tightening } from './delegation.ts'
import type { ProviderInfo } from './grant.ts'
import type { PolicyRule } from './policy.ts'

/** How the result of a flow reaches the app. `poll` is for programs without a browser window of their own. */
export type Delivery = 'popup' | 'redirect' | 'poll'

/** How far a session has come. Nothing follows on the last four. */
export type SessionStatus =
  | 'pending'
  | 'open'
  | 'authorizing'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'expired'

/** `POST /sdk/oauth/connect/session` */
export interface CreateSessionRequest {
  /** The end user's JWT; binds the session to that user. Required unless `principal` says otherwise. */
  user_token?: string
  /** `app`: the grant belongs to the app itself and to no user. */
  principal?: 'app'
  /** Provider ids; all configured ones if left out. */
  allowed_providers?: string[]
  /** How the app hears of the outcome. Default: `popup`. */
  delivery?: Delivery
  /** Scheme, host and port of the page that opens the popup. Default: the app's first registered origin. */
  allowed_origin?: string
  /** Where a full-page flow lands. Its origin must be registered. Default: `allowed_origin + '/'`. */
  return_url?: string
  /** Scopes by provider id; a subset of what the operator allows. Default: what the operator configured. */
  required_scopes?: Record<string, string[]>
  /** Authorize this grant again. It must be the user's own. Default: a new connection. */
  grant_id?: string
  /** Label of the account to preselect at the provider. Default: the user chooses there. */
  account_hint?: string
  /** What limits what is connected. Default: nothing more than the operator's rules. */
  grant_policy?: GrantPolicy
  /** Language of the Connect page, such as `de` or `fr-CA`. Default: the browser's. @see BCP 47 */
  locale?: string
  /** Id or name of the agent that the user is asked to let use the account. Default: with an agent's own key, that agent. */
  agent?: string
  /** What that agent may do, at most. */
  agent_policy?: AgentPolicy
  /** Written to the audit, with the mint and with what is connected: at most 20 entries, and 4096 bytes as JSON. Default: none. */
  metadata?: Record<string, string>
}

/**
 * What limits the grants of a session. A grant keeps its life and its rules when it is authorized again, also after it
 * was revoked or has expired; each is replaced only by a session that names it anew.
 */
export interface GrantPolicy {
  /** Seconds from each authorization; 1 to 315,360,000 (ten years); with both given, the shorter one. Default: the life the grant had, or no end. */
  max_ttl_seconds?: number
  /** Seconds, 1 to 315,360,000. Default: as with `max_ttl_seconds`. */
  default_ttl_seconds?: number
  /** Over each use. Default: when authorizing again, those the grant had. */
  rules?: PolicyRule[]
}

/** `201` of `POST /sdk/oauth/connect/session` */
export interface CreateSessionResponse {
  /** `alter_cs_<session id>_<256 random bits>`. Secret until used. */
  session_token: string
  /** The Connect page with the token in its fragment. */
  connect_url: string
  /** Seconds. */
  expires_in: number
  /** The public part of the token. */
  session_id: string
}

/**
 * How the Connect page proves which session it belongs to: the token before the browser is bound (as a Bearer
 * token), the session id together with the browser's cookie after that.
 */
export interface PageSessionRequest {
  /** The public part of the token. Absent where the token itself is sent. */
  session_id?: string
}

/**
 * How a full-page flow lands on the return URL: with the whole `result` in the URL, for the published client, or with
 * the `session` id alone, for `@alter/connect`.
 */
export type Landing = 'result' | 'session'

/** `POST /sdk/oauth/connect/session/start` */
export interface StartRequest extends PageSessionRequest {
  /** The page has the app's own tab, so the flow lands there. Counts at the first start. Absent in a popup. */
  landing?: Landing
}

/** `POST /sdk/oauth/connect/session/start`: all the Connect page needs to know, at the start and at the outcome. */
export interface PageSession {
  /** The public part of the token. */
  session_id: string
  /** How far it has come. */
  status: SessionStatus
  /** How the app hears of the outcome. */
  delivery: Delivery
  /** The only origin that the page talks to; absent with delivery `poll`. */
  allowed_origin?: string
  /** Where a full-page flow returns to, result included; present once there is an outcome. */
  return_url?: string
  /** Whom the user connects for. */
  app: PageApp
  /** Who the connection will belong to, for people. */
  user_label: string
  /** What the session was minted with. Absent where it named none. */
  locale?: string
  /** Those that the user may connect. */
  providers: ProviderInfo[]
  /** Present where the user is asked to let an agent use the account. */
  agent?: PageAgent
  /** What this session has connected so far. */
  grants: Connection[]
  /** Why the last attempt came to nothing. Absent where it did not. */
  error?: SessionErrorCode
  /** The same for a developer. Absent where nothing failed. */
  error_description?: string
  /** Seconds until the session expires. */
  expires_in: number
}

/** The app as the Connect page shows it. */
export interface PageApp {
  /** What the operator calls the app. */
  name: string
  /** How it looks. Absent where the operator chose nothing. */
  brand?: PageBrand
}

/** How the operator wants the app to look. Contrast is the page's business. */
export interface PageBrand {
  /** Served by the vault. Absent where the app has no logo. */
  logo_url?: string
  /** `#rrggbb`, on light. Absent where it is the page's own. */
  accent?: string
  /** `#rrggbb`, on dark. Default: made from `accent`. */
  accent_dark?: string
  /** The app's privacy notice. Absent where there is none. */
  privacy_url?: string
  /** The app's terms. Absent where there are none. */
  terms_url?: string
  /** Where its users find help. Absent where the operator named nothing. */
  support_url?: string
}

/** `POST /sdk/oauth/connect/session/authorize` */
export interface AuthorizeRequest extends PageSessionRequest {
  /** Provider id, one of {@link PageSession.providers}. */
  provider: string
  /** Answers to {@link ProviderInfo.fields}. Absent where the provider asks nothing. */
  fields?: Record<string, string>
  /**
   * The opener answered the page's hello, so the user surely came from the app. When absent the provider is asked
   * for account choice and consent: nobody is walked into connecting their account for someone else.
   */
  welcomed?: true
  /**
   * What the user made tighter; `{}` where nothing. Required where the session is for an agent: it says that the page
   * asked for the user's consent to it.
   */
  tightening?: Tightening
}

/** `200` of `POST /sdk/oauth/connect/session/authorize` */
export interface AuthorizeResponse {
  /** The provider's authorization URL; the page navigates there. */
  authorization_url: string
}

/** Why a session failed. */
export type SessionErrorCode =
  /** The user said no at the provider. @see RFC 6749 §4.1.2.1 */
  | 'access_denied'
  /** Another account than the one to be authorized again. */
  | 'account_mismatch'
  /** The user left out a scope that the app requires. */
  | 'scope_denied'
  /** The provider wants something of the user first, such as to sign in or to choose an account. @see OpenID Connect Core §3.1.2.6 */
  | 'interaction_required'
  /** The provider answered with an error or with something that is not OAuth. */
  | 'provider_error'
  /**
   * The operator has something to mend: the provider refuses the app's client or its request, or is not where the
   * vault is set to look. Trying again changes nothing.
   */
  | 'provider_misconfigured'
  /** The provider did not answer. */
  | 'provider_unreachable'
  | 'session_expired'

/** What happened on the Connect page. */
export type ConnectEventName =
  | 'page_loaded'
  | 'provider_selected'
  | 'authorization_started'
  | 'authorization_completed'

/** One step of a flow. */
export interface ConnectEvent {
  /** What happened. */
  event: ConnectEventName
  /** Provider id. Absent where the user has chosen none yet. */
  provider?: string
  /** ISO 8601. */
  timestamp: string
}

/** `POST /sdk/oauth/connect/session/result` */
export interface SessionResult {
  /** The public part of the token. */
  session_id: string
  /** How far it has come. */
  status: SessionStatus
  /** Present once `completed`. */
  grants?: Connection[]
  /** Present once `failed` or `expired`. */
  error?: SessionErrorCode
  /** The same for a developer. Absent where nothing failed. */
  error_description?: string
  /** Everything so far, oldest first. */
  events: ConnectEvent[]
  /** Seconds until the session expires; 0 after. */
  expires_in: number
}
