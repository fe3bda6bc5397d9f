import { type Kysely, sql } from 'kysely'
import { padded } from './padded.ts'
import type { Tables } from './schema.ts'

/**
 * Makes other transactions that hold one of these users, or delete it, wait until this one ends. Resolves with how many
 * of them still exist. A transaction that ends a grant holds its user before its delegations; in another order two
 * transactions could wait for each other. SQLite has no locking reads, so the rows are rewritten unchanged.
 */
export async function holdUsers(transaction: Kysely<Tables>, users: string[]): Promise<number> {
  const { numUpdatedRows } = await transaction
    .updateTable('users')
    .set({ lastSeenAt: sql<number>`last_seen_at` })
    .where('id', 'in', padded(users))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
