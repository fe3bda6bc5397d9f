import type { Kysely } from 'kysely'

/** By which API key something was asked for. Rows from before name none. */
export async function auditKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('audit').addColumn('key_id', 'text').execute()
}
