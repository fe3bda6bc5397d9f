import { sql } from 'kysely'
import { CLOCKS_APART } from './clocks-apart.ts'
import type { Storage } from './open.ts'

/** How long rows of a table wait for their next try. */
export interface Waits {
  /** After each failure. Seconds. */
  waits: readonly number[]
  /** How long a try belongs to the process that began it. Milliseconds. */
  claim: number
  /** Where the table's index of due rows begins with the app: the apps whose rows are looked at. */
  apps?: readonly string[]
}

/**
 * Lets rows wait no longer than they were meant to, after the clock was set back. A row that is due later than it could
 * be has its wait begin anew.
 */
export async function bringForward(
  storage: Storage,
  table: 'deliveries' | 'providerRevocations',
  { waits, claim, apps }: Waits,
  now: number,
): Promise<void> {
  const times = [0, ...waits.map((seconds) => seconds * 1000)]
  const cases = times.map((wait, attempts) => sql`when ${sql.lit(attempts)} then ${sql.lit(wait)}`)
  const wait = sql<number>`case attempts ${sql.join(cases, sql` `)} else 0 end`
  const longest = sql<number>`case when ${wait} < ${sql.lit(claim)} then ${sql.lit(claim)} else ${wait} end`
  await storage
    .updateTable(table)
    .set({ nextAt: sql<number>`${sql.lit(now)} + ${wait}` })
    // The database finds the few by its index, if it can, before it looks at the cases.
    .where('nextAt', '>', now + claim + CLOCKS_APART)
    .where('nextAt', '>', sql<number>`${sql.lit(now + CLOCKS_APART)} + ${longest}`)
    .$if(apps !== undefined, (update) => update.where('appId', 'in', apps ?? []))
    .execute()
}
