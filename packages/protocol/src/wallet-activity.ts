import type { ProblemCode } from './problem.ts'
import type { SessionErrorCode } from './session.ts'
import type { WalletAppName } from './wallet-name.ts'

/**
 * What was done. `use`: a call to the provider. `connect`: a new or repeated authorization. `revoke`: the end of a
 * connection. The last ones are what the user did in the Wallet.
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

/** `started`: it was sent, and its end was never recorded. `unknown`: its end was not waited for. */
export type WalletOutcome = 'ok' | 'denied' | 'failed' | 'started' | 'unknown'

/**
 * Why something was refused or failed, in {@link WalletActivity.detail} when the outcome is not `ok`. `caller_left`:
 * the caller ended the connection. `altered`: somebody changed the approval in the database.
 */
export type WalletFault = ProblemCode | SessionErrorCode | 'caller_left' | 'altered'

/** Reasons that the vault itself gives, in {@link WalletActivity.vault_reason}. */
export type VaultReason =
  | 'by the user, in the Wallet'
  | 'at the identity provider'
  | 'user deleted by the app'
  | 'user deleted at the identity provider'
  | 'given up by the agent'
  | 'alter-vault panic'

/** One action on the user's data or connections, or its refusal. */
export interface WalletActivity {
  /** Id, unique among the user's entries. */
  activity_id: string
  /** Time of the action, ISO 8601. */
  at: string
  /** The app that acted. */
  app_id: string
  /** Its name. For an app that is no longer configured: its id. */
  app_name: string
  /** What was done. */
  action: WalletAction
  /** The result. */
  outcome: WalletOutcome
  /** The connection. Absent when it is about none. */
  connection_id?: string
  /** Provider id. Absent when it is about no provider, such as a sign-in. */
  provider?: string
  /** Name of the provider. Absent with `provider`. */
  provider_name?: string
  /** Label of the account. Absent when the connection is no longer kept. */
  account_identifier?: string
  /** The agent. Absent when none was involved. */
  agent?: {
    /** Id that never changes. */
    agent_id: string
    /** Name that people read. */
    agent_name: string
  }
  /** Method of the request, for a use or a decision about one. Absent otherwise. */
  method?: string
  /** Host of the request, for a use or a decision about one. Absent otherwise. */
  host?: string
  /** Path of the request without its query, for a use. Absent otherwise, and when the operator keeps no paths. */
  path?: string
  /** Status of the provider's answer. Absent when there was none. */
  status?: number
  /** Duration in milliseconds. */
  duration_ms: number
  /**
   * The reason in the words of the app or its agent, or for a `deny` in the user's. It may equal a reason of the vault,
   * but never comes from the vault. Absent when there is none.
   */
  reason?: string
  /** The vault's own reason, which no caller can write. Absent when there is none. */
  vault_reason?: VaultReason
  /**
   * A {@link WalletFault} when it was refused or failed; otherwise what it was about. Absent when there is nothing to
   * add.
   */
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
   * `before` of the next page, which is older. Absent at the end. A page with this member may be short or empty,
   * because for rare rows the vault searches a part at a time.
   */
  next_cursor?: string
  /** How far back the vault has searched. Absent without `next_cursor`. */
  searched_to?: string
}

/** `GET /wallet/api/filters`: the values that filter the activity. */
export interface WalletFilters {
  /** Values for `app`. */
  apps: WalletAppName[]
  /** Values for `provider`. */
  providers: { provider: string; provider_name: string }[]
  /** Values for `agent`. */
  agents: { agent_id: string; agent_name: string; app_id: string }[]
}
