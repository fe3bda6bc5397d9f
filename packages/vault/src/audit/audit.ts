import { randomId } from '../crypto/hash.ts'
import { insertAudit } from './insert.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'
import type { AuditRow } from '../storage/schema.ts'

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
  /** Resolves when everything noted so far is written, or could not be. */
  flush(): Promise<void>
}

/** How long rows wait for company: one durable write for all of them. Milliseconds. */
const MOMENT = 100
/** How long after a failed write the next is tried. Milliseconds. */
const RETRY = 1000
/** Rows of one write: databases take some thousands of parameters. */
const GROUP = 500
/** Rows kept while the database is away; the oldest go first. */
const MOST_KEPT = 20_000

export interface AuditParts {
  storage: Storage
  metrics: Metrics
  log: Log
  now: () => number
}

export const createAudit = ({ storage, metrics, log, now }: AuditParts): Audit => {
  let waiting: AuditRow[] = []
  let writing = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  metrics.watchCache('audit rows', () => waiting.length)

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }
  const schedule = (delay: number): void => {
    timer ??= setTimeout(() => void flush(), delay).unref()
  }

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting.slice(0, GROUP)
      try {
        await writeGroup(storage, group, now())
        waiting = waiting.slice(group.length)
      } catch (error) {
        log.error({ err: error, waiting: waiting.length }, 'audit rows could not be written yet')
        dropOldest()
        return schedule(RETRY)
      }
    }
  }

  const dropOldest = (): void => {
    const excess = waiting.length - MOST_KEPT
    if (excess <= 0) return
    waiting = waiting.slice(excess)
    metrics.auditRowsLost.inc(excess)
    log.error({ lost: excess }, 'audit rows are lost')
  }

  return {
    record(event) {
      metrics.recordEvent(event)
      waiting.push(toRow(event, now()))
      schedule(MOMENT)
    },
    flush,
  }
}

const writeGroup = (storage: Storage, rows: AuditRow[], now: number): Promise<void> =>
  storage.transaction().execute(async (transaction) => {
    await insertAudit(transaction, rows)
    const used = rows.filter(({ action, outcome }) => action === 'use' && outcome === 'ok')
    const ids = [...new Set(used.map(({ grantId }) => grantId ?? ''))]
    if (ids.length === 0) return
    await transaction.updateTable('grants').set({ lastUsedAt: now }).where('id', 'in', padded(ids)).execute()
  })

/** In the order of time: rows that are written together stand together, in few pages of the index. */
const orderedId = (at: number): string => at.toString(16).padStart(12, '0') + randomId()

const toRow = (
  { app, user, grant, provider, action, outcome, reason, detail, startedAt }: AuditEvent,
  at: number,
): AuditRow => ({
  id: orderedId(at),
  appId: app,
  userId: user,
  grantId: grant,
  provider: provider?.slice(0, 64) ?? null,
  action,
  outcome,
  reason: reason?.slice(0, 500) ?? null,
  detail: detail?.slice(0, 500) ?? null,
  latencyMs: at - startedAt,
  at,
})
