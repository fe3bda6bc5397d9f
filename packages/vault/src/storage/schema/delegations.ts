/** That an agent may use a grant. */
export interface DelegationRow {
  id: string
  appId: string
  agentId: string
  grantId: string
  userId: string
  provider: string
  rules: string
  createdAt: number
  /** `null`: it ends with its grant. */
  expiresAt: number | null
  endedAt: number | null
  lastUsedAt: number | null
  /** Shows that the vault wrote this row; it binds all but the last use. */
  seal: string
}
