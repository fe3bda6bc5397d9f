import { CLOCKS_APART } from './clocks-apart.ts'
import { withEffects } from './effects.ts'
import type { Storage } from './open.ts'

/** Counts one use of a key. Resolves with the number in the present window, and with the end of the window. */
export type Count = (key: string, window: number) => Promise<{ points: number; expiresAt: number }>

// rate-limiter-flexible 11.4.0 counts with the same statement, but by `Date.now` instead of the vault's clock. With
// better-sqlite3 it works on the bare connection, and so inside any transaction that Kysely has open there: a rollback
// would forget uses. It does not export the base class that would take Kysely's connection.
/**
 * Counts in fixed windows of `window` milliseconds, with one statement in the vault's database, so that all processes
 * share the count.
 */
export function createCounter(storage: Storage, now: () => number): Count {
  return async (key, window) => {
    const at = now()
    const end = at + window
    const counting = storage
      .insertInto('rateCounters')
      .values({ key, points: 1, expiresAt: end })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((row) => {
          const isOver = row('rateCounters.expiresAt', '<=', at)
          // One that ends later than it could has begun before the clock was set back, or at a vault whose clock is
          // ahead. Its uses count on: with two such vaults each use would begin anew otherwise.
          const isTooLate = row('rateCounters.expiresAt', '>', end + CLOCKS_APART)
          return {
            points: row
              .case()
              .when(isOver)
              .then(1)
              .else(row('rateCounters.points', '+', 1))
              .end(),
            expiresAt: row
              .case()
              .when(row.or([isOver, isTooLate]))
              .then(end)
              .else(row.ref('rateCounters.expiresAt'))
              .end(),
          }
        }),
      )
      .returning(['points', 'expiresAt'])
    return withEffects(() => counting.executeTakeFirstOrThrow())
  }
}

/** Forgets counters whose window has ended. */
export async function sweepCounters(storage: Storage, now: () => number): Promise<void> {
  await storage.deleteFrom('rateCounters').where('expiresAt', '<=', now()).execute()
}
