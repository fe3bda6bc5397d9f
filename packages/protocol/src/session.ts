import type { Connection } from './connection.ts'
import type { AgentPolicy, PageAgent, Tightening } from './delegation.ts'
import type { ProviderInfo } from './grant.ts'
import type { PolicyRule } from './policy.ts'

/** How the result of a flow reaches the app. `poll` is for programs without a browser window. */
export type Delivery = 'popup' | 'redirect' | 'poll'

/** The states of a session. The last four are final. */
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
  /** The user's JWT, which binds the session to the user. Required unless `principal` is given. */
  user_token?: string
  /** `app`: the grant will belong to the app itself and to no user. Absent: to the user of the token. */
  principal?: 'app'
  /** Provider ids. Default: all that are configured. */
  allowed_providers?: string[]
  /** How the app receives the outcome. Default: `popup`. */
  delivery?: Delivery
  /** Scheme, host and port of the page that opens the popup. Default: the app's first registered origin. */
  allowed_origin?: string
  /** Address at which a full-page flow returns. Its origin must be registered. Default: `allowed_origin + '/'`. */
  return_url?: string
  /** Required scopes by provider id; a subset of the operator's. Default: those that the operator configured. */
  required_scopes?: Record<string, string[]>
  /** A grant of the user to authorize again. Default: a new connection. */
  grant_id?: string
  /** Label of the account to preselect at the provider. Default: the user chooses there. */
  account_hint?: string
  /** Limits of the new grants. Default: none beyond the operator's rules. */
  grant_policy?: GrantPolicy
  /** Language of the Connect page, such as `de` or `fr-CA`. Default: the browser's. @see BCP 47 */
  locale?: string
  /**
   * Id or name of the agent that the user may let use the account. Default: with an agent's own key, that agent;
   * otherwise none.
   */
  agent?: string
  /** The most that this agent may do. Default: no further limit. */
  agent_policy?: AgentPolicy
  /**
   * Data for the audit, of the session and of what it connects: at most 20 entries, and 4096 bytes as JSON. Default:
   * none.
   */
  metadata?: Record<string, string>
}

/**
 * Limits of a session's grants. A grant keeps its life and its rules when it is authorized again, even after it was
 * revoked or has expired. Each of the two is replaced only by a session that sets it.
 */
export interface GrantPolicy {
  /**
   * Life in seconds from each authorization; 1 to 315,360,000 (ten years). With both given, the shorter one counts.
   * Default: the life that the grant had, or no end.
   */
  max_ttl_seconds?: number
  /** The same. Default: as with `max_ttl_seconds`. */
  default_ttl_seconds?: number
  /** Rules for each use. Default: those that the grant had. */
  rules?: PolicyRule[]
}

/** `201` of `POST /sdk/oauth/connect/session` */
export interface CreateSessionResponse {
  /** `alter_cs_<session id>_<256 random bits>`. Keep it secret until it is used. */
  session_token: string
  /** The Connect page with the token in its fragment. */
  connect_url: string
  /** Life of the session in seconds. */
  expires_in: number
  /** The public part of the token. */
  session_id: string
}

/**
 * How the Connect page names its session: with the token as a Bearer token before the browser is bound, afterwards with
 * the session id and the browser's cookie.
 */
export interface PageSessionRequest {
  /** The public part of the token. Absent when the token itself is sent. */
  session_id?: string
}

/**
 * What a full-page flow appends to the return URL: the whole `result` for the published client, or the `session` id for
 * `@alter/connect`.
 */
export type Landing = 'result' | 'session'

/** `POST /sdk/oauth/connect/session/start` */
export interface StartRequest extends PageSessionRequest {
  /**
   * Says that the page is in the app's own tab, so that the flow returns there. Only the first start counts. Absent in
   * a popup.
   */
  landing?: Landing
}

/**
 * `POST /sdk/oauth/connect/session/start`: the session as the Connect page needs it, at the start and at the outcome.
 */
export interface PageSession {
  /** The public part of the token. */
  session_id: string
  /** Its state. */
  status: SessionStatus
  /** How the app receives the outcome. */
  delivery: Delivery
  /** The only origin that the page talks to. Absent with the delivery `poll`. */
  allowed_origin?: string
  /** Address to return to in a full-page flow, with the result. Absent before there is an outcome. */
  return_url?: string
  /** The app that the user connects for. */
  app: PageApp
  /** Label of the user who will own the connection. */
  user_label: string
  /** The language that the app asked for. Absent when it asked for none. */
  locale?: string
  /** The providers that the user may connect. */
  providers: ProviderInfo[]
  /** The agent that the user may let use the account. Absent when there is none. */
  agent?: PageAgent
  /** The connections made so far. */
  grants: Connection[]
  /** Why the last attempt failed. Absent when it did not. */
  error?: SessionErrorCode
  /** The same for a developer. Absent when nothing failed. */
  error_description?: string
  /** Seconds until the session expires. */
  expires_in: number
}

/** The app as the Connect page shows it. */
export interface PageApp {
  /** Name of the app in the configuration. */
  name: string
  /** How it looks. Absent when nothing is configured. */
  brand?: PageBrand
}

/** The look that the operator wants for the app. The page ensures the contrast. */
export interface PageBrand {
  /** Address of the logo, which the vault serves. Absent when there is none. */
  logo_url?: string
  /** `#rrggbb` for light mode. Absent for the page's own colour. */
  accent?: string
  /** `#rrggbb` for dark mode. Default: derived from `accent`. */
  accent_dark?: string
  /** Address of the privacy notice. Absent when there is none. */
  privacy_url?: string
  /** Address of the terms. Absent when there are none. */
  terms_url?: string
  /** Address where its users find help. Absent when there is none. */
  support_url?: string
}

/** `POST /sdk/oauth/connect/session/authorize` */
export interface AuthorizeRequest extends PageSessionRequest {
  /** Provider id, one of {@link PageSession.providers}. */
  provider: string
  /** Answers to {@link ProviderInfo.fields}. Absent when the provider asks nothing. */
  fields?: Record<string, string>
  /**
   * Whether the opener answered the page's hello, so that the user certainly came from the app. Absent: the provider is
   * asked for account choice and consent, so that nobody can be led into connecting their account for somebody else.
   */
  welcomed?: true
  /**
   * How the user tightened the rules; `{}` for no change. Required when the session is for an agent, because it says
   * that the user was asked about it.
   */
  tightening?: Tightening
}

/** `200` of `POST /sdk/oauth/connect/session/authorize` */
export interface AuthorizeResponse {
  /** The provider's authorization URL, to which the page navigates. */
  authorization_url: string
}

/** Why a session failed. */
export type SessionErrorCode =
  /** The user refused at the provider. @see RFC 6749 §4.1.2.1 */
  | 'access_denied'
  /** The user chose another account than the one to authorize again. */
  | 'account_mismatch'
  /** The user did not grant a required scope. */
  | 'scope_denied'
  /**
   * The user must do something at the provider first, such as sign in or choose an account.
   * @see OpenID Connect Core §3.1.2.6
   */
  | 'interaction_required'
  /** The provider answered with an error or with something that is no OAuth. */
  | 'provider_error'
  /**
   * The operator must change a setting: the provider refuses the app's client or its request, or is not at the
   * configured address. Another try does not help.
   */
  | 'provider_misconfigured'
  /** The provider did not answer. */
  | 'provider_unreachable'
  | 'session_expired'

/** The events of the Connect page. */
export type ConnectEventName =
  | 'page_loaded'
  | 'provider_selected'
  | 'authorization_started'
  | 'authorization_completed'

/** One step of a flow. */
export interface ConnectEvent {
  /** What happened. */
  event: ConnectEventName
  /** Provider id. Absent before the user has chosen one. */
  provider?: string
  /** ISO 8601. */
  timestamp: string
}

/** `POST /sdk/oauth/connect/session/result` */
export interface SessionResult {
  /** The public part of the token. */
  session_id: string
  /** Its state. */
  status: SessionStatus
  /** The connections. Absent before the session is `completed`. */
  grants?: Connection[]
  /** Why the session ended. Absent unless it `failed` or `expired`. */
  error?: SessionErrorCode
  /** The same for a developer. Absent when nothing failed. */
  error_description?: string
  /** The events so far, oldest first. */
  events: ConnectEvent[]
  /** Seconds until the session expires; 0 after. */
  expires_in: number
}
