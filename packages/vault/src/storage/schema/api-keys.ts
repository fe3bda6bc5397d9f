import type { Generated } from 'kysely'

/** An API key of an app. */
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
  /** Proves that the vault wrote this row. Emptied when the key is revoked. */
  seal: string
}

/** The state of an app's keys as a whole. */
export interface AppAccessRow {
  appId: string
  /** Raised by triggers with every change of the app's keys except their times of last use. */
  keysVersion: Generated<number>
  /** Since when keys of the config file are refused. Milliseconds since the epoch; `null` when they are accepted. */
  configKeyRefusedAt: number | null
  /** SHA-256 of each refused key of the config file, separated by spaces. They stay refused after an unlock. */
  refusedKeyHash: string | null
}
