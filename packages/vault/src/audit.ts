import { randomUUID } from 'node:crypto'
import type { Log } from './log.ts'
import type { Storage } from './storage/open.ts'
import type { AuditRow } from './storage/schema.ts'

/** What somebody did, or was not allowed to do. */
export interface AuditEvent {
  app: string
  user: string | null
  grant: string | null
  provider: string | null
  action: 'connect' | 'use' | 'refresh' | 'revoke' | 'set_default'
  outcome: 'ok' | 'denied' | 'failed'
  /** Why the app said it did it. */
  reason?: string | undefined
  /** A code, or method, host and status; never a body and never a query. */
  detail?: string | undefined
  /** Milliseconds since the epoch. */
  startedAt: number
}

export interface Audit {
  /** Notes an event; it is written within moments, together with others of the same moment. */
  record(event: AuditEvent): void
  /** Resolves when everything noted so far is written. */
  flush(): Promise<void>
}

export const createAudit = (storage: Storage, log: Log, now: () => number): Audit => {
  let waiting: AuditRow[] = []
  let writing = Promise.resolve()

  const write = async (): Promise<void> => {
    const rows = waiting
    waiting = []
    if (rows.length === 0) return
    const used = rows.filter(({ action, outcome }) => action === 'use' && outcome === 'ok')
    try {
      await storage.transaction().execute(async (transaction) => {
        await transaction.insertInto('audit').values(rows).execute()
        if (used.length === 0) return
        const ids = used.map(({ grantId }) => grantId ?? '')
        await transaction.updateTable('grants').set({ lastUsedAt: now() }).where('id', 'in', ids).execute()
      })
    } catch (error) {
      log.error({ err: error, lost: rows.length }, 'audit rows could not be written')
    }
  }

  const flush = (): Promise<void> => {
    writing = writing.then(write)
    return writing
  }

  return {
    record(event) {
      if (waiting.length === 0) setImmediate(() => void flush())
      waiting.push(toRow(event, now()))
    },
    flush,
  }
}

const toRow = (
  { app, user, grant, provider, action, outcome, reason, detail, startedAt }: AuditEvent,
  at: number,
): AuditRow => ({
  id: randomUUID(),
  appId: app,
  userId: user,
  grantId: grant,
  provider,
  action,
  outcome,
  reason: reason?.slice(0, 500) ?? null,
  detail: detail?.slice(0, 500) ?? null,
  latencyMs: at - startedAt,
  at,
})
