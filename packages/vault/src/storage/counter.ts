import { CLOCKS_APART } from './clocks-apart.ts'
import type { Storage } from './open.ts'

/** Counts one more of a key; answers how many there are in its window, and when that ends. */
export type Count = (key: string, window: number) => Promise<{ points: number; expiresAt: number }>

// rate-limiter-flexible 11.4.0 counts by the same statement, but by `Date.now` instead of the vault's clock, and with
// better-sqlite3 on the bare connection: inside whatever transaction Kysely has open there, so that a rollback forgets
// uses. Its base class, which would take Kysely's own, is not exported.
/**
 * Fixed windows of so many milliseconds, counted in the vault's database by one statement each: all processes count
 * the same uses, once.
 */
export function createCounter(storage: Storage, now: () => number): Count {
  return async (key, window) => {
    const at = now()
    const end = at + window
    return storage
      .insertInto('rateCounters')
      .values({ key, points: 1, expiresAt: end })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((row) => {
          // One that ends later than it could has begun before the clock was set back.
          const isOver = row.or([
            row('rateCounters.expiresAt', '<=', at),
            row('rateCounters.expiresAt', '>', end + CLOCKS_APART),
          ])
          const over = row.case().when(isOver)
          return {
            points: over
              .then(1)
              .else(row('rateCounters.points', '+', 1))
              .end(),
            expiresAt: over.then(end).else(row.ref('rateCounters.expiresAt')).end(),
          }
        }),
      )
      .returning(['points', 'expiresAt'])
      .executeTakeFirstOrThrow()
  }
}

/** Forgets counters whose window is over. */
export async function sweepCounters(storage: Storage, now: () => number): Promise<void> {
  await storage.deleteFrom('rateCounters').where('expiresAt', '<=', now()).execute()
}
