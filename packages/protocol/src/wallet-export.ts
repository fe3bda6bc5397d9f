import type { WalletActivity } from './wallet-activity.ts'
import type { WalletConnection } from './wallet-connection.ts'

/** `GET /wallet/api/export`: all data of this vault about the user, as a file without tokens. */
export interface WalletExport {
  /** When the file was made. */
  exported_at: string
  /** The user. */
  user: {
    /** The identity issuer of the sign-in. */
    issuer: string
    /** The subject at that issuer. */
    subject: string
    /** As in `SignedInWallet`. */
    label: string
  }
  /** The data by app. */
  apps: WalletExportedApp[]
  /** Sign-ins to the Wallet that have not ended. */
  sign_ins: { created_at: string; expires_at: string }[]
}

/** An audit entry with what programs say about themselves. */
export interface WalletExportedActivity extends Omit<WalletActivity, 'action'> {
  /** Also actions that `WalletAction` does not name. */
  action: string
  /** Run that the caller names. Absent when it names none. */
  run?: string
  /** Tool that the caller names. Absent when it names none. */
  tool?: string
  /** More from the caller, as JSON. Absent when there is none. */
  context?: string
  /** Client program that the caller names. Absent when it names none. */
  client?: string
}

/** What one app keeps about the user. */
export interface WalletExportedApp {
  /** Id in the vault's configuration. */
  app_id: string
  /** Its name. For an app that is no longer configured: its id. */
  name: string
  /** The user's rows in the app, one for each issuer. */
  users: { user_id: string; issuer: string; label: string; created_at: string; last_seen_at: string }[]
  /** Connections, including ended ones that are still kept. */
  connections: (Omit<WalletConnection, 'logo_url' | 'extendable_until'> & {
    account_id: string
    account_email?: string
    is_default: boolean
    revoked_at?: string
  })[]
  /** All audit entries, including those that the activity leaves out, such as listings of the user's connections. */
  activity: WalletExportedActivity[]
}
