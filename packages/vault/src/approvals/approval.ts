import type { Approval, ApprovalStatus, Approver } from '@alter/protocol'
import { equalDigests } from '../crypto/hash.ts'
import type { Keyring } from '../crypto/keyring.ts'
import { isoTime } from '../grants/grant.ts'
import type { Caller } from '../identity/caller.ts'
import type { ApprovalRow } from '../storage/schema/approvals.ts'

/** One exact request that waits for a human's yes. The request and its answer are kept apart from it, sealed. */
export interface StoredApproval extends Omit<ApprovalRow, 'approvedBy' | 'request' | 'answer'> {
  approvedBy: Approver[]
}

/** The key and the user that asked. Only the same asker may read what came of it. */
export type Asker = Pick<ApprovalRow, 'appId' | 'agentId' | 'askerId'>

/** The asker behind a call. Another key of the same app or agent is the same asker, so that keys can be rotated. */
export function askerOf({ app, user, agent }: Caller): Asker {
  return { appId: app.id, agentId: agent?.id ?? null, askerId: user?.id ?? null }
}

/** Whether two askers are the same. */
export function isSameAsker(one: Asker, other: Asker): boolean {
  return one.appId === other.appId && one.agentId === other.agentId && one.askerId === other.askerId
}

/** The status at a moment. An approval whose time is over counts as expired even if no row says so yet. */
export function statusAt({ status, expiresAt }: StoredApproval, now: number): ApprovalStatus {
  return status === 'pending' && expiresAt <= now ? 'expired' : status
}

/** Whether the status is final. */
export function isOver(status: ApprovalStatus): boolean {
  return OVER.has(status)
}

const OVER = new Set<ApprovalStatus>(['executed', 'failed', 'denied', 'expired'])

/** The page where the approver decides. `undefined` when the operator decides, who uses the command line. */
export function approvalUrl(
  publicUrl: string,
  { id, approver }: Pick<StoredApproval, 'id' | 'approver'>,
): string | undefined {
  return approver === 'user' ? `${publicUrl}/wallet/approvals/${id}` : undefined
}

/** The approval as its asker receives it. */
export function describeApproval(approval: StoredApproval, publicUrl: string, now: number): Approval {
  const { agentId, decidedAt, denialReason, failure, responseStatus, keptUntil } = approval
  const status = statusAt(approval, now)
  const url = approvalUrl(publicUrl, approval)
  const isKept = status === 'executed' && keptUntil !== null && now < keptUntil
  return {
    approval_id: approval.id,
    status,
    approver: approval.approver,
    ...(url !== undefined && { approval_url: url }),
    grant_id: approval.grantId,
    provider: approval.provider,
    ...(agentId !== null && { agent_id: agentId }),
    method: approval.method,
    host: approval.host,
    path: approval.path,
    reason: approval.reason,
    created_at: isoTime(approval.createdAt),
    expires_at: isoTime(approval.expiresAt),
    ...(decidedAt !== null && { decided_at: isoTime(decidedAt) }),
    ...(denialReason !== null && { denial_reason: denialReason }),
    ...(failure !== null && { failure }),
    ...(responseStatus !== null && { response_status: responseStatus }),
    ...(isKept && { result_expires_at: isoTime(keptUntil) }),
  }
}

/**
 * The row of an approval, without its ciphertexts. The seal keeps everybody without the master key from writing a yes.
 */
export function toRow(
  approval: StoredApproval,
  keyring: Pick<Keyring, 'stamp'>,
): Omit<ApprovalRow, 'request' | 'answer'> {
  const seal = sealOf(approval, keyring)
  if (seal === null) throw new Error(`there is no app ${approval.appId}`)
  return { ...approval, approvedBy: JSON.stringify(approval.approvedBy), seal }
}

/** The approval of a row. `null` when the vault did not write the row, or somebody altered it. */
export function fromRow(
  row: Omit<ApprovalRow, 'request' | 'answer'>,
  keyring: Pick<Keyring, 'stamp'>,
): StoredApproval | null {
  const approval = { ...row, approvedBy: approversIn(row.approvedBy) }
  const seal = sealOf(approval, keyring)
  return seal !== null && equalDigests(seal, row.seal) ? approval : null
}

/** All columns except the ciphertexts. Each ciphertext is bound to its row by its own associated data. */
const SEALED = {
  id: true,
  appId: true,
  userId: true,
  grantId: true,
  provider: true,
  agentId: true,
  delegationId: true,
  askerId: true,
  keyId: true,
  approver: true,
  nextApprover: true,
  approvedBy: true,
  rule: true,
  method: true,
  host: true,
  path: true,
  reason: true,
  status: true,
  responseStatus: true,
  createdAt: true,
  expiresAt: true,
  decidedAt: true,
  denialReason: true,
  failure: true,
  endedAt: true,
  keptUntil: true,
} as const satisfies Record<Exclude<keyof StoredApproval, 'seal'>, true>

function isSealed(name: string): name is keyof typeof SEALED {
  return Object.hasOwn(SEALED, name)
}
const SEALED_NAMES = Object.keys(SEALED).filter(isSealed)

function sealOf(approval: StoredApproval, keyring: Pick<Keyring, 'stamp'>): string | null {
  const values = SEALED_NAMES.map((name) => approval[name])
  return keyring.stamp(approval.appId, JSON.stringify(['approval', ...values]))
}

/**
 * Reads a stored list. A text that is no list becomes an empty list. The seal does not match that, so the row counts as
 * altered and the other rows stay readable.
 */
function approversIn(json: string): Approver[] {
  try {
    const said: unknown = JSON.parse(json)
    return (['user', 'operator'] as const).filter(
      (approver) => Array.isArray(said) && said.includes(approver),
    )
  } catch {
    return []
  }
}
