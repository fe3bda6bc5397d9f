import type { AgentStatus, AgentType } from '@alter/protocol'

/** A named agent of an app. Agents of the config file have no row. */
export interface AgentRow {
  id: string
  appId: string
  name: string
  displayName: string
  type: AgentType
  status: AgentStatus
  /** JSON, by provider; `null` for no limit. */
  scopes: string | null
  rules: string
  metadata: string
  idempotencyKey: string | null
  createdAt: number
  revokedAt: number | null
  /** Proves that the vault wrote this row. */
  seal: string
}
