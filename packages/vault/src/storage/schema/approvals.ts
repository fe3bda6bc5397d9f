import type { ApprovalStatus, Approver } from '@alter/protocol'

/** One exact request that needs a human's yes before it is sent. */
export interface ApprovalRow {
  id: string
  appId: string
  /** Owner of the grant; empty for a grant of the app itself. */
  userId: string
  grantId: string
  provider: string
  /** `null` when the app itself asks. */
  agentId: string | null
  delegationId: string | null
  /** The user on whose behalf it was asked; `null` when there was none. */
  askerId: string | null
  /** Id of the key that asked; `config` for one of the config file. */
  keyId: string
  /** The approver who is asked now. */
  approver: Approver
  /** The approver who is asked next; `null` for none. */
  nextApprover: Approver | null
  /** JSON: the approvers who said yes. */
  approvedBy: string
  /** Name of the rule that asks. */
  rule: string | null
  method: string
  host: string
  path: string
  reason: string
  status: ApprovalStatus
  /** The sealed request; `null` once it is forgotten. */
  request: string | null
  /** The sealed answer of the provider; `null` before there is one, and once it is forgotten. */
  answer: string | null
  responseStatus: number | null
  createdAt: number
  expiresAt: number
  decidedAt: number | null
  denialReason: string | null
  failure: string | null
  /** Since when the status is final; `null` before. */
  endedAt: number | null
  /** How long the request and its answer are kept. Milliseconds since the epoch. */
  keptUntil: number | null
  /** Proves that the vault wrote this row. It leaves out the ciphertexts, which are bound to the row themselves. */
  seal: string
}
