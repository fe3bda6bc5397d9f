import type { Audit, AuditEvent } from '../audit-event.ts'
import { NO_APP } from '../crypto/keyring.ts'
import { ProblemError } from '../problem.ts'
import { type Append, createAppend, type Entry } from './append.ts'
import { type AuditKey, STARTED } from './chain.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { withEffects } from '../storage/effects.ts'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'
import { createRefusals } from './refusals.ts'
import { columnsOf, createOrderedIds, toRow } from './row.ts'
import type { AuditRow } from '../storage/schema/audit.ts'

/** How long a row waits for others, so that one durable write serves all of them. Milliseconds. */
const MOMENT = 100
/** How long the vault waits after a failed write. Milliseconds. */
const RETRY = 1000
/** Rows of one write, because databases limit the parameters of a statement. */
const GROUP = 500
/** Rows that wait in memory while the database is away. The oldest are dropped first. */
const MOST_KEPT = 20_000

export interface AuditParts {
  storage: Storage
  metrics: Metrics
  log: Log
  now: () => number
  auditKey: AuditKey
  /** Names users in a way that stays when they are forgotten. Default: no names. */
  pseudonym?: (app: string, subject: string) => string | null
}

export function createAudit({
  storage,
  metrics,
  log,
  now,
  auditKey,
  pseudonym = () => null,
}: AuditParts): Audit {
  const append = createAppend(auditKey, (app, fault) => {
    metrics.auditChainFaults.inc({ app })
    log.error({ app, fault }, 'the audit chain is broken: alter-vault audit verify shows where')
  })
  const nextId = createOrderedIds()
  /** In order of arrival. An event that ends while its row waits is written once. */
  let waiting = new Set<Entry>()
  let writing = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  metrics.watchCache('audit rows', () => waiting.size)

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }
  function schedule(delay: number): void {
    timer ??= setTimeout(() => void flush(), delay).unref()
  }

  async function write(): Promise<void> {
    while (waiting.size > 0) {
      const group = [...waiting].slice(0, GROUP)
      // An entry that ends after this point waits for a second write.
      for (const entry of group) waiting.delete(entry)
      try {
        await withEffects(() => writeGroup(storage, append, group, now()))
      } catch (error) {
        for (const entry of group) entry.mayBeWritten = true
        waiting = new Set([...group, ...waiting])
        log.error({ err: error, waiting: waiting.size }, 'audit rows could not be written yet')
        dropOldest()
        return schedule(RETRY)
      }
    }
  }

  function dropOldest(): void {
    const excess = waiting.size - MOST_KEPT
    if (excess <= 0) return
    waiting = new Set([...waiting].slice(excess))
    metrics.auditRowsLost.inc(excess)
    log.error({ lost: excess }, 'audit rows are lost')
  }

  function wait(entry: Entry): void {
    waiting.add(entry)
    schedule(MOMENT)
  }
  function record(event: AuditEvent): void {
    metrics.recordEvent(event)
    wait(toEntry(toRow(event, now(), nextId, pseudonym)))
  }
  const refusals = createRefusals(({ app, code, key, times }) =>
    record({
      app: app ?? NO_APP,
      key,
      user: null,
      grant: null,
      provider: null,
      action: 'authenticate',
      outcome: 'denied',
      detail: times === 1 ? code : `${code}, ${times} times within a second`,
      startedAt: now(),
    }),
  )

  return {
    record,
    begin(event) {
      const entry = toEntry({
        ...toRow({ ...event, outcome: 'started' }, now(), nextId, pseudonym),
        ...STARTED,
      })
      wait(entry)
      let isOver = false
      return {
        end(ending) {
          if (isOver) return
          isOver = true
          metrics.recordEvent({ ...event, ...ending })
          entry.row = { ...entry.row, ...columnsOf(ending), latencyMs: now() - event.startedAt }
          wait(entry)
        },
        async written() {
          if (entry.written === null) await flush()
          if (entry.written !== null) return
          throw new ProblemError(
            'unavailable',
            'The vault cannot write the audit trail, so it sends nothing: try again.',
            { retry_after: 1 },
          )
        },
      }
    },
    refuse: refusals.count,
    flush() {
      refusals.tell()
      return flush()
    },
  }
}

async function writeGroup(storage: Storage, append: Append, group: Entry[], now: number): Promise<void> {
  const appended = await storage.transaction().execute(async (transaction) => {
    const pending = await append(transaction, group)
    const used = pending.rows.filter(({ action, outcome }) => action === 'use' && outcome === 'ok')
    const ids = [...new Set(used.map(({ grantId }) => grantId ?? ''))]
    if (ids.length > 0) {
      await transaction
        .updateTable('grants')
        .set({ lastUsedAt: now })
        .where('id', 'in', padded(ids))
        .execute()
    }
    const delegations = [...new Set(used.flatMap(({ delegationId }) => delegationId ?? []))]
    if (delegations.length > 0) {
      await transaction
        .updateTable('delegations')
        .set({ lastUsedAt: now })
        .where('id', 'in', padded(delegations))
        .execute()
    }
    return pending
  })
  appended.settle()
}

function toEntry(row: AuditRow): Entry {
  return { row, written: null, mayBeWritten: false }
}
