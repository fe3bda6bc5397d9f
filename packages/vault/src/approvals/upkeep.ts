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
  /** Begins to send one that was approved. */
  start: (id: string) => void
  /** Ends one that was being sent by a process that is gone. */
  giveUp: (id: string) => Promise<void>
  log: Log
  now: () => number
}

/** Approvals that one round looks at. */
const MOST = 200

/** Sends what an operator, or a process that is gone, approved. Gives up what a process that is gone was sending. */
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

/** Ends what nobody decided in time, or whose grant is over; forgets requests, answers and in the end the rows. */
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
    // This looks at the whole chain, and ends an approval whose chain is broken.
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

/** Acts on one approval. An altered one is deleted, so that it does not hold up the others. */
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
