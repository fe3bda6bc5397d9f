import type { Kysely } from 'kysely'
import { padded } from '../storage/padded.ts'
import type { Tables } from '../storage/schema.ts'
import type { AuditChainRow, AuditRow } from '../storage/schema/audit.ts'
import { type AuditKey, linkMac } from './chain.ts'
import { lockHead, writeHead } from './head.ts'
import { insertAudit } from '../storage/insert-audit.ts'

/** A row that is to be written, or was and has ended since. */
export interface Entry {
  row: AuditRow
  /** The outcome that was written last. */
  written: string | null
  /** A write failed, and nobody knows how far it came. */
  mayBeWritten: boolean
}

/** What was written. */
export interface Appended {
  rows: AuditRow[]
  /** To be called when the transaction has ended well. */
  settle(): void
}

/** Appends rows to the chains of their apps. */
export type Append = (transaction: Kysely<Tables>, entries: Entry[]) => Promise<Appended>

/** @param tellFault is called once each time the head of a chain is gone, changed or set back. */
export function createAppend(auditKey: AuditKey, tellFault: (app: string, fault: string) => void): Append {
  /** How far each chain had come: a database that is set back under a running vault is noticed. */
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
          // It may have ended meanwhile, and waits again.
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
    // All in one order, so that no two vaults wait for each other.
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

/** Of entries whose write failed, those that were written all the same: the answer may have been lost. */
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
