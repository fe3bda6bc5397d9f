import type { AgentStatus, AgentType } from './agent.ts'
import type { ApprovalStatus } from './approval.ts'
import type { GrantStatus, ProviderRevocation } from './grant.ts'
import type { PolicyRule } from './policy.ts'
import type { ProblemCode } from './problem.ts'
import type { PageBrand, SessionErrorCode } from './session.ts'

/**
 * What the Wallet's page and its vault say to each other. All addresses are below `{vault}/wallet/api`; times are
 * ISO 8601; errors are problem documents. Whoever is not signed in, or no longer, gets `401` with `session_expired`;
 * what is somebody else's does not exist: `404` with `not_found`.
 *
 * The page's own places are below `{vault}/wallet`: `/`, `/apps/{id}`, `/connections/{id}`, `/activity`,
 * `/approvals/{id}`. The vault serves the page at all of them, and at whatever else is not one of `/api`, `/assets`,
 * `/sign-in` and `/callback`.
 *
 * `locale` in the query of each question names the language of its texts. Default: `Accept-Language`.
 */

/**
 * Header of every `POST`, with the value `1`. Other sites' pages cannot send it, nor the `Origin` that is asked for
 * besides. Without one of the two the vault answers `403` with `origin_not_allowed`.
 */
export const WALLET_HEADER = 'x-alter-wallet'

/** One app as the Wallet names it. */
export interface WalletAppName {
  /** As in the vault's configuration. */
  app_id: string
  /** Of an app that is no longer configured: its id. */
  name: string
  /** How the app looks. Absent where the configuration says nothing of it. */
  brand?: PageBrand
}

/** One way to sign in: at one issuer, for all of the apps that share it. */
export interface WalletSignIn {
  /**
   * Where the browser goes to sign in. With `&to=` and one of the page's own places, such as `/approvals/{id}`, the
   * user comes back to it; with `&locale=` the pages on the way are in that language.
   */
  url: string
  /** At least one. */
  apps: WalletAppName[]
}

/** `GET /wallet/api/session`, also for those who are not signed in. */
export type WalletSession = SignedOutWallet | SignedInWallet

/** The answer to whoever is not signed in, or no longer. */
export interface SignedOutWallet {
  /** Tells it from {@link SignedInWallet}. */
  signed_in: false
  /** Empty where no app of this vault has what a sign-in needs. */
  sign_in: WalletSignIn[]
}

/** The answer to a user who is signed in. */
export interface SignedInWallet {
  /** Tells it from {@link SignedOutWallet}. */
  signed_in: true
  /** Who is signed in. */
  user: {
    /** A verified address, a name or a subject: for people. Never empty. */
    label: string
  }
  /** When the sign-in ends by itself. */
  expires_at: string
  /** Signing out here goes on to the issuer, and ends the sign-in there too. */
  ends_at_issuer: boolean
  /** The apps by whose issuer this user is signed in, whether or not they have something of theirs. */
  apps: WalletAppName[]
  /** Apps that allow their users to be forgotten by them. Empty: do not offer it. */
  forgettable: WalletAppName[]
  /** Other issuers of this vault, where the same person may have more. */
  sign_in: WalletSignIn[]
}

/** `GET /wallet/api/home` */
export interface WalletHome {
  /** Apps with something of the user's, the last used first. */
  apps: WalletApp[]
  /** Those that wait for this user, the first to end first. */
  approvals: WalletApproval[]
}

/** One app on the home page. */
export interface WalletApp extends WalletAppName {
  /** The app is not in the vault's configuration any more: its connections can be seen and ended, nothing uses them. */
  is_gone: boolean
  /** Connections that are not ended. */
  connections: number
  /** Of them, those that the user has to repair: broken, or ended by the provider or by time. */
  need_attention: number
  /** Agents that may use one of them. */
  agents: number
  /** `null` when never used. */
  last_used_at: string | null
}

/** `GET /wallet/api/apps/{id}` */
export interface WalletAppPage extends WalletApp {
  /** Those that are not ended, oldest first; after them those that ended by something else than their user's or app's word. */
  connection_list: WalletConnection[]
}

/** What a connection allows, in words. */
export interface WalletPermission {
  /** The scope as the provider writes it. */
  scope: string
  /** In the language that was asked for; the scope itself where nobody has words for it. */
  words: string
}

/** One account of the user's that an app may use. */
export interface WalletConnection {
  /** The id that the app calls `grant_id`. */
  connection_id: string
  /** The app that may use it. */
  app_id: string
  /** Provider id. */
  provider: string
  /** What people call the provider. */
  provider_name: string
  /** Where the vault serves the provider's logo. */
  logo_url: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** The person's name there; absent where the provider did not tell it. */
  account_display_name?: string
  /** Whether it can be used, and else why not. */
  status: GrantStatus
  /** Why it ended, in the provider's own words; absent where it said nothing. */
  ended_reason?: string
  /** What the user granted. */
  permissions: WalletPermission[]
  /** What limits its uses besides, set when it was connected. */
  rules: PolicyRule[]
  /** When it was first connected. */
  created_at: string
  /** When the user authorized it last. */
  authorized_at: string
  /** `null` when never used. */
  last_used_at: string | null
  /** When it ends, or asks for the user, by itself. Absent where it goes on. */
  ends_at?: string
  /** Until when `POST …/extend` would make it last, counted from now. Absent: it cannot be extended. */
  extendable_until?: string
  /** Where users end at the provider what they gave to apps; absent where it is not known. */
  manage_url?: string
  /** Those that the user let use it. */
  agents: WalletDelegation[]
}

/** An agent that may use a connection. */
export interface WalletDelegation {
  /** What `POST …/remove` takes. */
  delegation_id: string
  /** The same for the agent's whole life. */
  agent_id: string
  /** What the app calls it for people. */
  agent_name: string
  /** What the app says it is. */
  agent_type: AgentType
  /** `paused`: it uses nothing until the app lets it go on. */
  agent_status: AgentStatus
  /** All that limit it: those of the agent and those that the user set. */
  rules: PolicyRule[]
  /** Scopes that were delegated, in words; empty: all of the connection's. */
  permissions: WalletPermission[]
  /** When the user let it in. */
  created_at: string
  /** `null` when never used. */
  last_used_at: string | null
  /** Absent where it ends with its connection. */
  ends_at?: string
}

/** `GET /wallet/api/connections/{id}` */
export interface WalletConnectionPage {
  /** The app that the connection is of. */
  app: WalletAppName
  /** The connection that was asked for. */
  connection: WalletConnection
  /** The first page of its activity, newest first. */
  activity: WalletActivityPage
}

/**
 * What was done. `use`: a call of the provider. `connect`: connected, or authorized again. `revoke`: a connection was
 * ended. The last ones are what the user did in the Wallet.
 */
export type WalletAction =
  | 'use'
  | 'connect'
  | 'refresh'
  | 'revoke'
  | 'set_default'
  | 'delete_user'
  | 'delegate'
  | 'revoke_delegation'
  | 'approve'
  | 'deny'
  | 'extend'
  | 'sign_in'
  | 'sign_out'
  | 'export'

/** `started`: sent, and nobody noted its end. `unknown`: nobody waited for its end. */
export type WalletOutcome = 'ok' | 'denied' | 'failed' | 'started' | 'unknown'

/**
 * Why something was refused or how it failed, as {@link WalletActivity.detail} has it where the outcome is not `ok`.
 * `caller_left`, behind the request: nobody waited for its end. `altered`: of an approval that somebody changed in the
 * database.
 */
export type WalletFault = ProblemCode | SessionErrorCode | 'caller_left' | 'altered'

/** Why the vault did something that no app gave a reason for, as {@link WalletActivity.reason} has it. */
export type VaultReason =
  | 'by the user, in the Wallet'
  | 'at the identity provider'
  | 'user deleted by the app'
  | 'user deleted at the identity provider'
  | 'given up by the agent'
  | 'alter-vault panic'

/** One thing that was done with what is the user's, or was refused. */
export interface WalletActivity {
  /** Unique among all of the user's. */
  activity_id: string
  /** When it was done. */
  at: string
  /** The app by which it was done. */
  app_id: string
  /** Of an app that is no longer configured: its id. */
  app_name: string
  /** What was done. */
  action: WalletAction
  /** What came of it. */
  outcome: WalletOutcome
  /** Where it is of one connection. */
  connection_id?: string
  /** Absent where it is of no provider, such as a sign-in. */
  provider?: string
  /** What people call the provider; absent with `provider`. */
  provider_name?: string
  /** Absent where the connection is no longer kept. */
  account_identifier?: string
  /** Absent where no agent had a part in it. */
  agent?: {
    /** The same for the agent's whole life. */
    agent_id: string
    /** What the app calls it for people. */
    agent_name: string
  }
  /** Of a use, or of a decision about one: what was sent, or was to be. Absent for all else. */
  method?: string
  /** Of a use, or of a decision about one: where it goes. Absent for all else. */
  host?: string
  /** Of a use, without its query. Absent for all else, and where the operator keeps no paths. */
  path?: string
  /** Status of the provider's answer. Absent where there was none. */
  status?: number
  /** How long it took, in milliseconds. */
  duration_ms: number
  /** Why the app did it, in its own words, or a {@link VaultReason}. Absent where there is no reason. */
  reason?: string
  /** A {@link WalletFault} where it was refused or failed; else what it was about. Absent where there is nothing to add. */
  detail?: string
}

/**
 * `GET /wallet/api/activity`, newest first. Query: `app`, `provider`, `agent`, `connection`, `outcome`, `from` and `to`
 * (ISO 8601, with a date alone the whole day in UTC), `limit` (1 to 100, default 50), `before` (a cursor).
 * `GET /wallet/api/activity.csv` takes the same filters and is a file of at most 100,000 rows.
 */
export interface WalletActivityPage {
  /** Newest first. */
  activity: WalletActivity[]
  /**
   * Asks for what is older, as `before`; absent at the end. A page may be short, or empty, and yet have one: with rare
   * rows the vault looks through a part of them at a time.
   */
  next_cursor?: string
  /** How far back the vault has looked. Absent without `next_cursor`. */
  searched_to?: string
}

/** `GET /wallet/api/filters`: what the activity can be filtered by. */
export interface WalletFilters {
  /** What can be asked for as `app`. */
  apps: WalletAppName[]
  /** What can be asked for as `provider`. */
  providers: { provider: string; provider_name: string }[]
  /** What can be asked for as `agent`. */
  agents: { agent_id: string; agent_name: string; app_id: string }[]
}

/** `POST /wallet/api/connections/{id}/disconnect`, also of one that has ended already. No body. */
export interface WalletDisconnection {
  /** The connection that ended. */
  connection_id: string
  /** ISO 8601. */
  revoked_at: string
  /** Whether the provider ended it too. Absent where that is not known. */
  provider_revocation?: ProviderRevocation
  /** Where the user ends it at the provider; absent where it is not known. */
  manage_url?: string
}

/**
 * `POST /wallet/api/connections/{id}/extend`. No body. One that cannot be extended: `400` with `invalid_request`; one
 * that has ended: `410`.
 */
export interface WalletExtension {
  /** The connection that goes on. */
  connection_id: string
  /** When it ends now. */
  ends_at: string
}

/** `POST /wallet/api/delegations/{id}/remove`, also of one that is over. No body. */
export interface WalletRemoval {
  /** The delegation that ended. */
  delegation_id: string
  /** When it ended. */
  removed_at: string
}

/** A body as people can read it. A credential is in none of them. */
export type WalletApprovalBody =
  | { kind: 'none' }
  /** `text` is the JSON as it was sent. */
  | { kind: 'json'; text: string }
  | { kind: 'form'; fields: { name: string; value: string }[] }
  | { kind: 'text'; text: string }
  /** Anything else. */
  | { kind: 'other'; content_type: string; bytes: number }

/** `GET /wallet/api/approvals/{id}`: one request that waits for this user's yes, or had it. */
export interface WalletApproval {
  /** The id in the page's address. */
  approval_id: string
  /** How it stands now. */
  status: ApprovalStatus
  /** The app that asks, or whose agent asks. */
  app: WalletAppName
  /** Absent where the app itself asks. */
  agent?: {
    /** The same for the agent's whole life. */
    agent_id: string
    /** What the app calls it for people. */
    agent_name: string
  }
  /** The connection with which it is sent. */
  connection_id: string
  /** Provider id. */
  provider: string
  /** What people call the provider. */
  provider_name: string
  /** Where the vault serves the provider's logo. */
  logo_url: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** Of the request, as it is sent after a yes. */
  method: string
  /** Where it is sent to. */
  host: string
  /** Without its query. */
  path: string
  /** Without the question mark; absent where there is none. */
  query?: string
  /** Absent in a list. */
  body?: WalletApprovalBody
  /** Those that may make it another request; absent in a list, and where there are none. Values of credentials are hidden. */
  headers?: { name: string; value: string }[]
  /** Why, in the words of who asks. */
  reason: string
  /** What the rule that asks is called; absent where it has no name. */
  rule?: string
  /** When it was asked for. */
  created_at: string
  /** When it ends undecided. */
  expires_at: string
  /** Absent until somebody has decided. */
  decided_at?: string
  /** What the user said with a no, if anything. */
  denial_reason?: string
  /** What the provider answered, once `executed`. */
  response_status?: number
  /** Why it `failed`: a code. Absent where it did not. */
  failure?: string
}

/**
 * `POST /wallet/api/approvals/{id}/approve` (no body) and `…/deny`; both answer the {@link WalletApproval} as it is
 * afterwards. One that was decided before, or is over: `409` with `session_ended`.
 */
export interface WalletDenial {
  /** What whoever asked is given to read; 500 characters at most. Absent where the user says nothing. */
  reason?: string
}

/** `POST /wallet/api/sign-out`. No body. */
export interface WalletSignOut {
  /** Where the browser goes then: the issuer, which sends it back to the Wallet; absent where it ends nothing. */
  url?: string
}

/** `POST /wallet/api/forget` */
export interface WalletForgetRequest {
  /** Default: every app in `forgettable`. */
  app_id?: string
}

/** What was forgotten. */
export interface WalletForgetting {
  /** Those that forgot the user, with how many of their connections ended. */
  apps: { app_id: string; connections_ended: number }[]
  /** Nothing of the user's is left, and they are signed out. */
  signed_out: boolean
}

/** `GET /wallet/api/export`: all that this vault keeps about the user, as a file. Never a token. */
export interface WalletExport {
  /** When the file was made. */
  exported_at: string
  /** Whose data it is. */
  user: {
    /** The identity issuer of the sign-in. */
    issuer: string
    /** Whom that issuer means. */
    subject: string
    /** As in {@link SignedInWallet}. */
    label: string
  }
  /** What is kept for each app. */
  apps: WalletExportedApp[]
  /** Sign-ins to the Wallet that are not over. */
  sign_ins: { created_at: string; expires_at: string }[]
}

/** An entry of the audit with what programs said of themselves. */
export interface WalletExportedActivity extends Omit<WalletActivity, 'action'> {
  /** Also those that {@link WalletAction} does not name. */
  action: string
  /** What the caller names as its run. Absent where it named none. */
  run?: string
  /** What the caller names as its tool. Absent where it named none. */
  tool?: string
  /** What the caller said besides, as JSON. Absent where it said nothing. */
  context?: string
  /** What the caller names as its client. Absent where it named none. */
  client?: string
}

/** What is kept about the user for one app. */
export interface WalletExportedApp {
  /** As in the vault's configuration. */
  app_id: string
  /** Of an app that is no longer configured: its id. */
  name: string
  /** The user's rows there: one for each issuer by which the app knew them. */
  users: { user_id: string; issuer: string; label: string; created_at: string; last_seen_at: string }[]
  /** Those that have ended too, as long as they are kept. */
  connections: (Omit<WalletConnection, 'logo_url' | 'extendable_until'> & {
    account_id: string
    account_email?: string
    is_default: boolean
    revoked_at?: string
  })[]
  /** Also what the activity does not show, such as that the app listed the user's connections. */
  activity: WalletExportedActivity[]
}
