import { randomId } from '../crypto/hash.ts'
import type { Audit, AuditEvent } from '../audit-event.ts'
import { subjectName } from '../subject.ts'
import { NO_APP } from '../crypto/keyring.ts'
import { ProblemError } from '../problem.ts'
import { type Append, createAppend, type Entry } from './append.ts'
import { type AuditKey, STARTED } from './chain.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'
import { storable } from '../storage/postgres-statements.ts'
import type { AuditRow } from '../storage/schema/audit.ts'

/** How long refusals of one kind are counted before they are written. Milliseconds. */
const REFUSALS_OF = 1000

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
  auditKey: AuditKey
  /** Calls the users of an app by what stays when they are forgotten. Default: nobody is called anything. */
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
    log.error({ app, fault }, 'the audit chain is broken: alter-vault audit verify tells where')
  })
  const nextId = createOrderedIds()
  /** In the order they came. One that ends while it waits is written once. */
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
      // One that ends from here on waits again.
      for (const entry of group) waiting.delete(entry)
      try {
        await writeGroup(storage, append, group, now())
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
            'The audit cannot be written, and nothing is sent without it: try again.',
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

interface Refusals {
  app: string | null
  code: string
  key: string | null
  times: number
}

/** Tells the first of a kind at once, and how many followed it within a second. */
function createRefusals(tellOne: (refusals: Refusals) => void): {
  count: (app: string | null, code: string, key?: string | null) => void
  tell: () => void
} {
  /** As many kinds as there are keys and codes. */
  const counted = new Map<string, Refusals>()
  let timer: NodeJS.Timeout | undefined
  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    const kinds = [...counted.values()]
    counted.clear()
    for (const kind of kinds) if (kind.times > 0) tellOne(kind)
  }
  return {
    tell,
    count(app, code, key = null) {
      const kind = JSON.stringify([app, code, key])
      const known = counted.get(kind)
      if (known) {
        known.times += 1
        return
      }
      counted.set(kind, { app, code, key, times: 0 })
      tellOne({ app, code, key, times: 1 })
      timer ??= setTimeout(tell, REFUSALS_OF).unref()
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

/**
 * Ids in the order in which they are asked for: of what was done within a millisecond, too. Rows that are written together
 * stand together, in few pages of the index.
 */
function createOrderedIds(): (at: number) => string {
  let last = 0
  let count = 0
  return (at) => {
    count = at === last ? count + 1 : 0
    last = at
    return at.toString(16).padStart(12, '0') + count.toString(16).padStart(4, '0') + randomId().slice(4)
  }
}

function toRow(
  {
    app,
    user,
    grant,
    provider,
    action,
    reason,
    startedAt,
    subject,
    key,
    method,
    host,
    path,
    agent,
    delegation,
    run,
    tool,
    context,
    client,
    ...ending
  }: AuditEvent,
  at: number,
  nextId: (at: number) => string,
  pseudonym: (app: string, subject: string) => string | null,
): AuditRow {
  return {
    id: nextId(at),
    appId: app,
    userId: user,
    grantId: text(grant, 64),
    provider: text(provider, 64),
    action,
    reason: text(reason, 500),
    latencyMs: at - startedAt,
    at,
    method: text(method, 32),
    host: text(host, 255),
    subjectHash: subject === undefined || subject === null ? null : pseudonym(app, subjectName(subject)),
    seq: null,
    mac: null,
    endedSeq: null,
    endedMac: null,
    keyId: text(key, 64),
    path: text(path, LONGEST_PATH),
    agentId: text(agent, 64),
    delegationId: text(delegation, 64),
    run: text(run, LONGEST_NAME),
    tool: text(tool, LONGEST_NAME),
    // Shortened it would be no JSON: whoever passes it on has checked its length.
    context: text(context, LONGEST_CONTEXT),
    client: text(client, LONGEST_NAME),
    ...columnsOf(ending),
  }
}

/** Characters. */
const LONGEST_PATH = 1000
const LONGEST_NAME = 256
const LONGEST_CONTEXT = 4096

/** What callers write has an end, and is what the database will say it is. */
function text(value: string | null | undefined, most: number): string | null {
  return value === null || value === undefined ? null : storable(value.slice(0, most))
}

function columnsOf({
  outcome,
  detail,
  status,
}: Pick<AuditEvent, 'outcome' | 'detail' | 'status'>): Pick<AuditRow, 'outcome' | 'detail' | 'status'> {
  return {
    outcome,
    detail: text(detail, 500),
    status: status ?? null,
  }
}
