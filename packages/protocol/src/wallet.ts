import type { WalletActivityPage } from './wallet-activity.ts'
import type { WalletApproval } from './wallet-approval.ts'
import type { WalletConnection } from './wallet-connection.ts'
import type { WalletAppName } from './wallet-name.ts'

/**
 * The protocol between the Wallet's page and its vault. All addresses are below `{vault}/wallet/api`; times are ISO
 * 8601; errors are problem documents. Without a sign-in the answer is `401` with `session_expired`. Data of other users
 * does not exist: `404` with `not_found`. The page's own places are below `{vault}/wallet`: `/`, `/apps/{id}`,
 * `/connections/{id}`, `/activity`, `/approvals/{id}`. The vault serves the page there, and at every other address
 * except `/api`, `/assets`, `/sign-in` and `/callback`. `locale` in the query sets the language of an answer's texts.
 * Default: `Accept-Language`.
 */

/**
 * Header of every `POST`, with the value `1`. Pages of other sites can send neither this header nor the required
 * `Origin`. Without one of the two the vault answers `403` with `origin_not_allowed`.
 */
export const WALLET_HEADER = 'x-alter-wallet'

/** `GET /wallet/api/home` */
export interface WalletHome {
  /** Apps that keep something of the user, the last used first. */
  apps: WalletApp[]
  /** Approvals that wait for this user, the first to expire first. */
  approvals: WalletApproval[]
}

/** One app on the home page. */
export interface WalletApp extends WalletAppName {
  /** Whether the app is no longer configured. Its connections can be seen and ended, and nothing uses them. */
  is_gone: boolean
  /** Connections that have not ended. */
  connections: number
  /** Connections that the user has to repair: broken, or ended by the provider or by time. */
  need_attention: number
  /** Agents that may use one of them. */
  agents: number
  /** `null` when never used. */
  last_used_at: string | null
}

/** `GET /wallet/api/apps/{id}` */
export interface WalletAppPage extends WalletApp {
  /** Live connections, oldest first, then those that neither the user nor the app ended. */
  connection_list: WalletConnection[]
}

/** `GET /wallet/api/connections/{id}` */
export interface WalletConnectionPage {
  /** The app of the connection. */
  app: WalletAppName
  /** The requested connection. */
  connection: WalletConnection
  /** The first page of its activity, newest first. */
  activity: WalletActivityPage
}
