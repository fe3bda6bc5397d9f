import type { Kysely } from 'kysely'

/** Data keys that no longer seal. The next rotation closes earlier keys. */
export async function closedDataKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('data_keys').addColumn('closed_at', 'bigint').execute()
}
