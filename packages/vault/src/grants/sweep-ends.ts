import type { Log } from '../log.ts'
import type { Storage } from '../storage/open.ts'
import type { NoteGrantEvent } from './grant-event.ts'
import { endOf, forgetEnd, saveEnd } from './ends.ts'
import type { GrantStore } from './store.ts'

/** Grants of one query. */
const SLICE = 100

export interface EndParts {
  storage: Storage
  store: Pick<GrantStore, 'find' | 'end'>
  noteEvent: NoteGrantEvent
  log: Log
  now: () => number
}

/** Ends grants whose time is over, and warns of ends that are near. */
export async function sweepEnds(parts: EndParts, signal: AbortSignal): Promise<void> {
  await warnAll(parts, signal)
  const { storage, store, log, now } = parts
  while (!signal.aborted) {
    const due = await storage
      .selectFrom('grantEnds')
      .selectAll()
      .where('endsAt', '<=', now())
      .orderBy('endsAt')
      .limit(SLICE)
      .execute()
    for (const { grantId, appId, refreshEndsAt } of due) {
      const grant = await store.find(appId, grantId)
      // This row is not sealed. Only the grant itself tells whether its time is over.
      const endsAt = grant?.intact && grant.status === 'active' ? endOf(grant, refreshEndsAt) : null
      if (grant === null || endsAt === null) {
        await forgetEnd(storage, grantId)
      } else if (endsAt > now()) {
        await storage.transaction().execute((within) => saveEnd(within, grant, refreshEndsAt, now()))
      } else if (await store.end(grant, 'expired', 'time')) {
        log.info({ grant: grantId, app: appId, provider: grant.provider }, 'a grant has ended by time')
      }
    }
    if (due.length < SLICE) return
  }
}

async function warnAll({ storage, store, noteEvent, now }: EndParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const due = await storage
      .selectFrom('grantEnds')
      .selectAll()
      .where('warnAt', '<=', now())
      .orderBy('warnAt')
      .limit(SLICE)
      .execute()
    for (const { grantId, appId, endsAt, warnAt } of due) {
      const grant = await store.find(appId, grantId)
      await storage.transaction().execute(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('grantEnds')
          .set({ warnAt: null })
          .where('grantId', '=', grantId)
          .where('warnAt', '=', warnAt)
          .executeTakeFirst()
        const isMine = numUpdatedRows > 0n
        if (!isMine || !grant?.intact || grant.status !== 'active' || endsAt <= now()) return
        await noteEvent(transaction, 'grant.expires_soon', grant, { expiresAt: endsAt })
      })
    }
    if (due.length < SLICE) return
  }
}
