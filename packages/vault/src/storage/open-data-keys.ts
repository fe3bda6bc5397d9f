import { type Kysely, PostgresAdapter } from 'kysely'
import { padded } from './padded.ts'
import type { Tables } from './schema.ts'

/** The data key was closed, because the app has a newer one. The value must be sealed again. */
export class ClosedKeyError extends Error {
  override readonly name = 'ClosedKeyError'
}

/**
 * Throws a `ClosedKeyError` unless each of these data keys is still open when the transaction commits. Call it after
 * the write: then SQLite lets nobody else write, and PostgreSQL makes a process that closes a key wait for this
 * transaction.
 */
export async function assertKeysOpen(transaction: Kysely<Tables>, ids: readonly string[]): Promise<void> {
  const asked = new Set(ids)
  if (asked.size === 0) return
  const open = transaction
    .selectFrom('dataKeys')
    .select('id')
    .where('id', 'in', padded([...asked]))
    .where('closedAt', 'is', null)
  const isPostgres = transaction.getExecutor().adapter instanceof PostgresAdapter
  const rows = await (isPostgres ? open.forShare() : open).execute()
  if (rows.length < asked.size) {
    throw new ClosedKeyError(`not every one of the data keys ${[...asked].join(', ')} still seals`)
  }
}
