import type { ApprovalStatus, Approver } from '@alter/protocol'
import type { Audit, AuditEvent } from '../audit-event.ts'
import { printableLabel } from '../label.ts'
import { ProblemError } from '../problem.ts'
import { isOver, statusAt, type StoredApproval } from './approval.ts'
import type { NoteApprovalEvent } from './events.ts'
import { KEPT } from './kept.ts'
import type { ApprovalStore } from './store.ts'

/**
 * Who decides: the operator of the vault, or the user of the grant. The user is signed in at the identity provider;
 * `users` are the ids that the apps know them by.
 */
export type Decider = { kind: 'user'; users: readonly string[] } | { kind: 'operator' }

/** The answer to an approval. */
export type Decision = { answer: 'yes' } | { answer: 'no'; reason?: string | undefined }

export interface DecideParts {
  store: ApprovalStore
  noteEvent: NoteApprovalEvent
  audit: Audit
  /** Called with an approval whose row the vault did not write. */
  onAltered: (id: string, appId: string) => void
  /**
   * Throws the problem of the grant, delegation, agent, key or user that has ended, because then the request could not
   * be sent.
   */
  assertStands: (approval: StoredApproval) => Promise<void>
  now: () => number
}

/** The longest reason that an approver can give with a no. Characters. */
const LONGEST_REASON = 500

/**
 * Writes a decision once; of two decisions the first counts. Throws `not_found` for an approval of somebody else,
 * `session_ended` when it is decided, over or waits for another approver, `approval_failed` when it was altered, and
 * the problem of an ended grant, which ends the approval too. After each of these nothing is sent.
 */
export async function decide(
  parts: DecideParts,
  id: string,
  who: Decider,
  decision: Decision,
): Promise<StoredApproval> {
  const { store, noteEvent, audit, now } = parts
  const approval = await findFor(parts, id, who)
  const startedAt = now()
  function note(outcome: AuditEvent['outcome'], detail?: string): void {
    audit.record({
      app: approval.appId,
      user: who.kind === 'user' ? approval.userId : null,
      grant: approval.grantId,
      provider: approval.provider,
      action: decision.answer === 'yes' ? 'approve' : 'deny',
      outcome,
      method: approval.method,
      host: approval.host,
      ...(approval.agentId !== null && { agent: approval.agentId }),
      ...(approval.delegationId !== null && { delegation: approval.delegationId }),
      ...(decision.answer === 'no' && { reason: decision.reason }),
      ...(who.kind === 'operator' && decision.answer === 'yes' && { vaultReason: 'alter-vault approvals' }),
      detail: detail ?? `approval ${approval.id}`,
      startedAt,
    })
  }
  try {
    assertTurn(approval, who, now())
    if (decision.answer === 'yes') await parts.assertStands(approval)
    const decided = await store.change(
      approval,
      changesOf(approval, decision, now()),
      async (transaction, changed) => {
        if (changed.status === 'denied') await noteEvent(transaction, 'approval.decided', changed)
        if (changed.status === 'approved') await noteEvent(transaction, 'approval.decided', changed)
        if (changed.status === 'pending') await noteEvent(transaction, 'approval.requested', changed)
      },
    )
    if (!decided) throw decidedProblem((await findFor(parts, id, who)).status)
    note('ok')
    return decided
  } catch (error) {
    if (error instanceof ProblemError) note('denied', error.code)
    throw error
  }
}

/** The approval, when `who` may see it. Throws `not_found` otherwise. */
export async function findFor(
  { store, onAltered }: Pick<DecideParts, 'store' | 'onAltered'>,
  id: string,
  who: Decider,
): Promise<StoredApproval> {
  const found = await store.find(id)
  if (found && !found.intact) {
    onAltered(found.id, found.appId)
    throw alteredProblem(found.id)
  }
  if (found && (who.kind === 'operator' || who.users.includes(found.approval.userId))) return found.approval
  throw new ProblemError('not_found', `There is no approval ${id.slice(0, 64)}.`)
}

/**
 * The problem of an altered approval.
 * @param id of an approval whose row or sealed request the vault did not write
 */
export function alteredProblem(id: string): ProblemError {
  return new ProblemError(
    'approval_failed',
    'Somebody other than the vault altered this approval, so nothing is sent: the call must be made again.',
    { approval_id: id, failure: 'altered' },
  )
}

function assertTurn(approval: StoredApproval, who: Decider, now: number): void {
  const status = statusAt(approval, now)
  if (status !== 'pending') throw decidedProblem(status)
  const turn: Approver = who.kind
  if (approval.approver === turn) return
  throw new ProblemError(
    'session_ended',
    approval.approver === 'operator'
      ? 'Only the operator of the vault can decide this.'
      : 'Only the user can decide this, in the Wallet.',
    { approval_id: approval.id },
  )
}

function decidedProblem(status: ApprovalStatus): ProblemError {
  const what = isOver(status) && status !== 'executed' && status !== 'failed' ? status : 'approved'
  return new ProblemError(
    'session_ended',
    what === 'expired'
      ? 'Nobody decided in time, or the call is no longer allowed: nothing is sent.'
      : `This was already ${what}: it can be decided only once.`,
  )
}

function changesOf(approval: StoredApproval, decision: Decision, now: number) {
  if (decision.answer === 'no') {
    const words = printableLabel(decision.reason ?? '', LONGEST_REASON)
    return {
      status: 'denied',
      decidedAt: now,
      denialReason: words === '' ? null : words,
      endedAt: now,
      keptUntil: now + KEPT,
    } as const
  }
  const approvedBy = [...approval.approvedBy, approval.approver]
  const { nextApprover } = approval
  return nextApprover === null
    ? ({ status: 'approved', decidedAt: now, approvedBy } as const)
    : ({ approver: nextApprover, nextApprover: null, approvedBy } as const)
}
