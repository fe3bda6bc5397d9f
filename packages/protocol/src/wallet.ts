import type { WalletActivityPage } from './wallet-activity.ts'
import type { WalletApproval } from './wallet-approval.ts'
import type { WalletConnection } from './wallet-connection.ts'
import type { WalletAppName } from './wallet-name.ts'

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

/** `GET /wallet/api/connections/{id}` */
export interface WalletConnectionPage {
  /** The app that the connection is of. */
  app: WalletAppName
  /** The connection that was asked for. */
  connection: WalletConnection
  /** The first page of its activity, newest first. */
  activity: WalletActivityPage
}
