/** The permission of an agent to use a grant. */
export interface DelegationRow {
  id: string
  appId: string
  agentId: string
  grantId: string
  userId: string
  provider: string
  rules: string
  createdAt: number
  /** `null` when it ends with its grant. */
  expiresAt: number | null
  endedAt: number | null
  lastUsedAt: number | null
  /** Proves that the vault wrote this row. It covers all columns except the time of last use. */
  seal: string
}
