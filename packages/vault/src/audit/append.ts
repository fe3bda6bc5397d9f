import type { Kysely } from 'kysely'
import { padded } from '../storage/padded.ts'
import type { Tables } from '../storage/schema.ts'
import type { AuditChainRow, AuditRow } from '../storage/schema/audit.ts'
import { type AuditKey, linkMac } from './chain.ts'
import { lockHead, writeHead } from './head.ts'
import { insertAudit } from '../storage/insert-audit.ts'

/** A row that waits to be written, or one that was written and has ended since. */
export interface Entry {
  row: AuditRow
  /** The outcome that the database holds; `null` before the first write. */
  written: string | null
  /** A write failed, so the database may or may not hold the row. */
  mayBeWritten: boolean
}

/** The result of one write. */
export interface Appended {
  rows: AuditRow[]
  /** Call it once the transaction has committed. */
  settle(): void
}

/** Appends rows to the chains of their apps. */
export type Append = (transaction: Kysely<Tables>, entries: Entry[]) => Promise<Appended>

/**
 * Appends rows to the chains of the apps.
 * @param tellFault is called once each time the head of a chain is missing, altered or set back
 */
export function createAppend(auditKey: AuditKey, tellFault: (app: string, fault: string) => void): Append {
  /** The last known entry of each chain. A head behind it shows that the database was set back while the vault runs. */
  const reached = new Map<string, number>()
  const faulty = new Map<string, string>()

  function note(app: string, head: AuditChainRow | null): void {
    const last = reached.get(app) ?? 0
    const fault = head === null ? 'no valid head' : head.lastSeq < last ? 'set back' : undefined
    if (fault !== undefined && faulty.get(app) !== fault) tellFault(app, fault)
    if (fault === undefined) faulty.delete(app)
    else faulty.set(app, fault)
  }

  async function appendOfApp(transaction: Kysely<Tables>, app: string, entries: Entry[]): Promise<Appended> {
    const head = await lockHead(transaction, auditKey, app)
    note(app, head)
    const before = await writtenBefore(transaction, entries)
    const key = auditKey(app)
    let { lastSeq: seq, lastMac: mac } = head ?? { lastSeq: 0, lastMac: '' }
    const written = new Map<Entry, AuditRow>()
    const rows: AuditRow[] = []
    for (const entry of entries) {
      const stored = before.get(entry.row.id)
      let row = stored ? { ...entry.row, seq: stored.seq, mac: stored.mac } : entry.row
      if ((stored?.outcome ?? entry.written) !== row.outcome) {
        if (head && key) {
          mac = linkMac(key, (seq += 1), mac, row)
          row = row.seq === null ? { ...row, seq, mac } : { ...row, endedSeq: seq, endedMac: mac }
        }
        rows.push(row)
      }
      written.set(entry, row)
    }
    await insertAudit(transaction, rows)
    if (head) await writeHead(transaction, auditKey, { ...head, lastSeq: seq, lastMac: mac })
    return {
      rows,
      settle() {
        if (head) reached.set(app, seq)
        for (const [entry, row] of written) {
          // The entry may have ended meanwhile. Then it waits again.
          entry.row = { ...entry.row, seq: row.seq, mac: row.mac }
          entry.written = row.outcome
          entry.mayBeWritten = false
        }
      },
    }
  }

  return async (transaction, entries) => {
    const ofApps = new Map<string, Entry[]>()
    for (const entry of entries) {
      const ofApp = ofApps.get(entry.row.appId)
      if (ofApp) ofApp.push(entry)
      else ofApps.set(entry.row.appId, [entry])
    }
    const appended: Appended[] = []
    // Always in the same order, so that two vaults never wait for each other.
    for (const app of [...ofApps.keys()].toSorted()) {
      appended.push(await appendOfApp(transaction, app, ofApps.get(app) ?? []))
    }
    return {
      rows: appended.flatMap(({ rows }) => rows),
      settle() {
        for (const each of appended) each.settle()
      },
    }
  }
}

type Stored = Pick<AuditRow, 'id' | 'seq' | 'mac' | 'outcome'>

/** Entries whose write failed but reached the database: only the answer was lost. */
async function writtenBefore(
  transaction: Kysely<Tables>,
  entries: Entry[],
): Promise<ReadonlyMap<string, Stored>> {
  const ids = entries.flatMap(({ row, mayBeWritten }) => (mayBeWritten ? [row.id] : []))
  if (ids.length === 0) return new Map()
  const found = await transaction
    .selectFrom('audit')
    .select(['id', 'seq', 'mac', 'outcome'])
    .where('id', 'in', padded(ids))
    .execute()
  return new Map(found.map((row) => [row.id, row]))
}
