import type { Kysely } from 'kysely'

/** Which data keys seal nothing any more. Those from before are closed by the next rotation. */
export async function closedDataKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('data_keys').addColumn('closed_at', 'bigint').execute()
}
