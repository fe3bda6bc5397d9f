import { setTimeout as sleep } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Log } from '../log.ts'
import type { Leases } from '../storage/lease.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import type { AuditChainRow } from '../storage/schema/audit.ts'
import type { AuditKey } from './chain.ts'
import { lockHead, writeHead } from './head.ts'
import { recordedApps } from './history.ts'
import { walkChain } from './walk.ts'

/** Rows of one deletion. An embedded database answers nobody else meanwhile. */
const GROUP = 250
/** Time for others between two deletions. Milliseconds. */
const PAUSE = 25

export interface SweepParts {
  storage: Storage
  leases: Leases
  auditKey: AuditKey
  log: Log
}

/**
 * Deletes the rows from before a moment, a few at a time, in one process at a time. The next sweep goes on where this
 * one was stopped.
 * @param before milliseconds since the epoch
 */
export async function sweepAudit(parts: SweepParts, before: number, signal: AbortSignal): Promise<void> {
  const { storage, leases } = parts
  const lease = await leases.take('audit sweep', 0)
  if (!lease) return
  async function again(forget: () => Promise<number>): Promise<void> {
    while (!signal.aborted && (await forget()) === GROUP) {
      await sleep(PAUSE, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  try {
    for (const app of await recordedApps(storage)) {
      const state = { isWhole: true }
      await again(() => forgetEntries(parts, app, before, state))
      await again(() => forgetRows(storage, app, before, state.isWhole))
    }
  } finally {
    await lease.release()
  }
}

/**
 * Forgets the first entries of a chain, which then begins after them. An altered entry is kept: otherwise somebody
 * could hide a deletion behind a changed time.
 */
function forgetEntries(
  { storage, auditKey, log }: SweepParts,
  app: string,
  before: number,
  state: { isWhole: boolean },
): Promise<number> {
  return storage.transaction().execute(async (transaction) => {
    const head = await lockHead(transaction, auditKey, app)
    const key = auditKey(app)
    if (!head || !key) {
      state.isWhole = false
      return 0
    }
    let base = { seq: head.baseSeq, mac: head.baseMac }
    const to = Math.min(base.seq + GROUP, head.lastSeq)
    for (const step of await walkChain(transaction, key, app, base, to)) {
      if ('fault' in step) {
        log.error({ app, ...step }, 'the audit chain is broken: old rows are deleted, and the break stays')
        state.isWhole = false
        break
      }
      if (step.row.at >= before) break
      base = step.link
    }
    const forgotten = base.seq - head.baseSeq
    if (forgotten > 0) await forgetTo(transaction, head, base.seq)
    await writeHead(transaction, auditKey, { ...head, baseSeq: base.seq, baseMac: base.mac })
    return forgotten
  })
}

/** A row stays until the entry of its end is forgotten too. */
async function forgetTo(
  transaction: Kysely<Tables>,
  { appId, baseSeq }: AuditChainRow,
  to: number,
): Promise<void> {
  await transaction
    .deleteFrom('audit')
    .where('appId', '=', appId)
    .where('seq', '>', baseSeq)
    .where('seq', '<=', to)
    .where((row) => row.or([row('endedSeq', 'is', null), row('endedSeq', '<=', to)]))
    .execute()
  await transaction
    .deleteFrom('audit')
    .where('appId', '=', appId)
    .where('endedSeq', '>', baseSeq)
    .where('endedSeq', '<=', to)
    .execute()
}

/** Deletes old rows outside a chain. For a broken chain it deletes all old rows, because the break stays visible. */
async function forgetRows(storage: Storage, app: string, before: number, isWhole: boolean): Promise<number> {
  const { numDeletedRows } = await storage
    .deleteFrom('audit')
    .where('id', 'in', (audit) => {
      const old = audit.selectFrom('audit').select('id').where('appId', '=', app).where('at', '<', before)
      return (isWhole ? old.where('seq', 'is', null) : old).orderBy('at').limit(GROUP)
    })
    .executeTakeFirst()
  return Number(numDeletedRows)
}
