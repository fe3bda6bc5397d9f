import type { Kysely } from 'kysely'

/** The API key that asked. Earlier rows name none. */
export async function auditKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('audit').addColumn('key_id', 'text').execute()
}
