import type { ApprovalStatus, Approver } from '@alter/protocol'

/** One exact request that a human must say yes to before it is sent. */
export interface ApprovalRow {
  id: string
  appId: string
  /** Of the grant; empty for a grant of the app itself. */
  userId: string
  grantId: string
  provider: string
  /** `null` where the app itself asks. */
  agentId: string | null
  delegationId: string | null
  /** The user on whose behalf it was asked; `null` where the key spoke for itself. */
  askerId: string | null
  /** The key that asked; `config` is that of the config file. */
  keyId: string
  /** Who is asked now. */
  approver: Approver
  /** Who is asked after that one; `null`: nobody. */
  nextApprover: Approver | null
  /** Those who said yes already. */
  approvedBy: string
  /** What the rule is called that asks. */
  rule: string | null
  method: string
  host: string
  path: string
  reason: string
  status: ApprovalStatus
  /** The whole request, sealed; `null` once it is forgotten. */
  request: string | null
  /** The provider's answer, sealed; `null` while there is none, and once it is forgotten. */
  answer: string | null
  responseStatus: number | null
  createdAt: number
  expiresAt: number
  decidedAt: number | null
  denialReason: string | null
  failure: string | null
  /** Since when nothing more can happen to it; `null` while it waits or is under way. */
  endedAt: number | null
  /** Until when the request and its answer are kept. */
  keptUntil: number | null
  /** Shows that the vault wrote this row, ciphertexts left out: those are bound to it. */
  seal: string
}
