import { setTimeout as sleep } from 'node:timers/promises'
import { recordedApps } from './history.ts'
import type { Leases } from '../storage/lease.ts'
import type { Storage } from '../storage/open.ts'

/** Rows of one deletion: an embedded database answers nobody else meanwhile. */
const GROUP = 250
/** For everybody else, between two. Milliseconds. */
const PAUSE = 25

export interface SweepParts {
  storage: Storage
  leases: Leases
}

/**
 * Forgets the rows from before a moment, a few at a time, in one of several processes; what is left when it is told to
 * stop is the next one's.
 * @param before milliseconds since the epoch
 */
export const sweepAudit = async (
  { storage, leases }: SweepParts,
  before: number,
  signal: AbortSignal,
): Promise<void> => {
  const lease = await leases.take('audit sweep', 0)
  if (!lease) return
  try {
    for (const app of await recordedApps(storage)) {
      while (!signal.aborted && (await forgetGroup(storage, app, before)) === GROUP) {
        await sleep(PAUSE, undefined, { signal, ref: false }).catch(() => undefined)
      }
    }
  } finally {
    await lease.release()
  }
}

const forgetGroup = async (storage: Storage, app: string, before: number): Promise<number> => {
  const { numDeletedRows } = await storage
    .deleteFrom('audit')
    .where('id', 'in', (audit) =>
      audit
        .selectFrom('audit')
        .select('id')
        .where('appId', '=', app)
        .where('at', '<', before)
        .orderBy('at')
        .limit(GROUP),
    )
    .executeTakeFirst()
  return Number(numDeletedRows)
}
