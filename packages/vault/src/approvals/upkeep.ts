import type { Log } from '../log.ts'
import type { Storage } from '../storage/open.ts'
import type { StoredApproval } from './approval.ts'
import type { Chain } from './chain.ts'
import type { NoteApprovalEvent } from './events.ts'
import { end } from './execute.ts'
import { KNOWN } from './kept.ts'
import type { ApprovalStore } from './store.ts'
import { ProblemError } from '../problem.ts'

export interface ApprovalUpkeepParts {
  storage: Storage
  store: ApprovalStore
  chain: Pick<Chain, 'assertStands'>
  noteEvent: NoteApprovalEvent
  onAltered: (id: string, appId: string) => void
  /** Starts to send an approved request. */
  start: (id: string) => void
  /** Ends a request that a dead process was sending. */
  giveUp: (id: string) => Promise<void>
  log: Log
  now: () => number
}

/** Approvals that one round handles at most. */
const MOST = 200

/** Sends what an operator or another process approved, and ends what a dead process was sending. */
export async function goOn(parts: ApprovalUpkeepParts, signal: AbortSignal): Promise<void> {
  const { storage, start, giveUp } = parts
  const due = await storage
    .selectFrom('approvals')
    .select(['id', 'status'])
    .where('endedAt', 'is', null)
    .where('status', 'in', ['approved', 'executing'])
    .limit(MOST)
    .execute()
  for (const { id, status } of due) {
    if (signal.aborted) return
    if (status === 'approved') start(id)
    else await giveUp(id)
  }
}

/**
 * Ends approvals that nobody decided in time or whose grant has ended. Forgets old requests and answers, and later the
 * rows.
 */
export async function sweepApprovals(parts: ApprovalUpkeepParts, signal: AbortSignal): Promise<void> {
  const { storage, store, chain, now } = parts
  const at = now()
  await storage
    .deleteFrom('approvals')
    .where('endedAt', '<', at - KNOWN)
    .execute()
  const waiting = storage
    .selectFrom('approvals')
    .select('approvals.id')
    .where('endedAt', 'is', null)
    .where('approvals.status', '=', 'pending')
  const late = await waiting.where('approvals.expiresAt', '<=', at).limit(MOST).execute()
  for (const { id } of late) {
    if (signal.aborted) return
    await each(parts, id, (approval) => end(parts, approval, { status: 'expired' }))
  }
  const orphaned = await waiting
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('grants')
            .select('grants.id')
            .whereRef('grants.id', '=', 'approvals.grantId')
            .where('grants.status', '=', 'active'),
        ),
      ),
    )
    .limit(MOST)
    .execute()
  for (const { id } of orphaned) {
    if (signal.aborted) return
    // Checks everything the approval depends on, and ends it where something is missing.
    await each(parts, id, (approval) => chain.assertStands(approval).catch(asProblem))
  }
  const kept = await storage
    .selectFrom('approvals')
    .select('id')
    .where('keptUntil', '<=', at)
    .limit(MOST)
    .execute()
  for (const { id } of kept) {
    if (signal.aborted) return
    await each(parts, id, (approval) => store.forget(approval))
  }
}

/** Acts on one approval. An altered one is deleted, so that it does not block the others. */
async function each(
  { store, onAltered, log }: ApprovalUpkeepParts,
  id: string,
  act: (approval: StoredApproval) => Promise<unknown>,
): Promise<void> {
  try {
    const found = await store.find(id)
    if (found?.intact) return void (await act(found.approval))
    if (!found) return
    onAltered(found.id, found.appId)
    await store.discard(found.id)
  } catch (error) {
    log.error({ err: error, approval: id }, 'an approval could not be ended')
  }
}

function asProblem(error: unknown): void {
  if (!(error instanceof ProblemError)) throw error
}
