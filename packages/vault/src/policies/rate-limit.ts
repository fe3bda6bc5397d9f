import type { RateLimitRule } from '@alter/protocol'
import type { Storage } from '../storage/open.ts'
import type { Verdict } from './verdict.ts'
import { ALLOWED } from './verdict.ts'

/** Counts a use against a rule; throws when it cannot be counted. */
export type CheckRate = (rule: RateLimitRule, key: string) => Promise<Verdict>

// rate-limiter-flexible 11.4.0 counts by the same statement, but by `Date.now` instead of the vault's clock, and with
// better-sqlite3 on the bare connection: inside whatever transaction Kysely has open there, so that a rollback forgets
// uses. Its base class, which would take Kysely's own, is not exported.
/** Fixed windows, counted in the vault's database by one statement each: all processes count the same uses, once. */
export const createRateCheck =
  (storage: Storage, now: () => number): CheckRate =>
  async ({ requests, seconds }, key) => {
    const at = now()
    const end = at + seconds * 1000
    const { points, expiresAt } = await storage
      .insertInto('rateCounters')
      .values({ key, points: 1, expiresAt: end })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet((row) => {
          const over = row.case().when('rateCounters.expiresAt', '<=', at)
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
    if (points <= requests) return ALLOWED
    return {
      allowed: false,
      reason: `more than ${requests} uses in ${seconds} seconds`,
      retryAfter: Math.max(1, Math.ceil((expiresAt - at) / 1000)),
    }
  }

/** Forgets counters whose window is over. */
export const sweepCounters = async (storage: Storage, now: () => number): Promise<void> => {
  await storage.deleteFrom('rateCounters').where('expiresAt', '<=', now()).execute()
}
