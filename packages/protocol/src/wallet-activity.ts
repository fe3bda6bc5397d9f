import type { ProblemCode } from './problem.ts'
import type { SessionErrorCode } from './session.ts'
import type { WalletAppName } from './wallet-name.ts'

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

/** Why the vault did something that no app gave a reason for, as {@link WalletActivity.vault_reason} has it. */
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
  /**
   * Why it was done, in the words of the app or its agent; of a `deny`, in the user's. They may be those of the vault, and
   * are never its own. Absent where nobody gave a reason.
   */
  reason?: string
  /** Why the vault itself did it. No caller can write it. Absent where the vault gave no reason. */
  vault_reason?: VaultReason
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
