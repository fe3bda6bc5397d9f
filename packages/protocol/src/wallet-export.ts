import type { WalletActivity } from './wallet-activity.ts'
import type { WalletConnection } from './wallet-connection.ts'

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
    /** As in `SignedInWallet`. */
    label: string
  }
  /** What is kept for each app. */
  apps: WalletExportedApp[]
  /** Sign-ins to the Wallet that are not over. */
  sign_ins: { created_at: string; expires_at: string }[]
}

/** An entry of the audit with what programs said of themselves. */
export interface WalletExportedActivity extends Omit<WalletActivity, 'action'> {
  /** Also those that `WalletAction` does not name. */
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
