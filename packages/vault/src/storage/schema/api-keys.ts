import type { Generated } from 'kysely'

/** A key that lets an app's backend in. */
export interface KeyRow {
  id: string
  appId: string
  /** `null` for a key of the app itself. */
  agentId: string | null
  /** SHA-256 of the key. */
  hash: string
  lastFour: string
  name: string
  scopes: string
  ranges: string
  userTokenRequired: number
  createdAt: number
  expiresAt: number | null
  lastUsedAt: number | null
  deprecatedAt: number | null
  revokedAt: number | null
  /** Shows that the vault wrote this row; emptied when the key is revoked. */
  seal: string
}

/** What stands about an app's keys as a whole. */
export interface AppAccessRow {
  appId: string
  /** Rises with every change of the app's keys but their use: triggers see to it, whoever writes. */
  keysVersion: Generated<number>
  /** Since when the key in the config file is refused. */
  configKeyRefusedAt: number | null
  /** SHA-256 of each key in the config file that was refused last, with spaces between: they stay refused. */
  refusedKeyHash: string | null
}
