import type { KeyObject } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { AuditRow } from '../storage/schema/audit.ts'
import { holds, type Link } from './chain.ts'

/** An intact entry, or the first broken one. */
export type Step = { link: Link; row: AuditRow } | Broken

export interface Broken {
  /** The number of the broken entry. */
  seq: number
  fault: 'missing' | 'changed' | 'twice'
  /** Id of the row at that number; `null` when there is none. */
  id: string | null
}

/** Follows a chain from the entry after a known one up to another. It stops at a broken entry. */
export async function walkChain(
  storage: Kysely<Tables>,
  key: KeyObject,
  app: string,
  from: Link,
  to: number,
): Promise<Step[]> {
  const found = await entriesBetween(storage, app, from.seq, to)
  const steps: Step[] = []
  let before = from.mac
  for (let seq = from.seq + 1; seq <= to; seq += 1) {
    const [entry, other] = found.get(seq) ?? []
    function broken(fault: Broken['fault']): Step {
      return { seq, fault, id: (other ?? entry)?.row.id ?? null }
    }
    if (!entry) return [...steps, broken('missing')]
    if (other) return [...steps, broken('twice')]
    if (!holds(key, entry.link, before, entry.row)) return [...steps, broken('changed')]
    steps.push(entry)
    before = entry.link.mac
  }
  return steps
}

interface Found {
  link: Link
  row: AuditRow
}

/** Entries by number. An entry is the beginning of a row, or its end if that was written later. */
async function entriesBetween(
  storage: Kysely<Tables>,
  app: string,
  after: number,
  to: number,
): Promise<ReadonlyMap<number, Found[]>> {
  const found = new Map<number, Found[]>()
  for (const [seq, mac] of [
    ['seq', 'mac'],
    ['endedSeq', 'endedMac'],
  ] as const) {
    const rows = await storage
      .selectFrom('audit')
      .selectAll()
      .where('appId', '=', app)
      .where(seq, '>', after)
      .where(seq, '<=', to)
      .execute()
    for (const row of rows) {
      const number = row[seq] ?? 0
      found.set(number, [...(found.get(number) ?? []), { link: { seq: number, mac: row[mac] ?? '' }, row }])
    }
  }
  return found
}
