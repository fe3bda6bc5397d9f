import type { AgentStatus, AgentType } from '@alter/protocol'

/** A named workload of an app. Those of the config file have no row. */
export interface AgentRow {
  id: string
  appId: string
  name: string
  displayName: string
  type: AgentType
  status: AgentStatus
  /** By provider; `null` for no limit of its own. */
  scopes: string | null
  rules: string
  metadata: string
  idempotencyKey: string | null
  createdAt: number
  revokedAt: number | null
  /** Shows that the vault wrote this row. */
  seal: string
}
