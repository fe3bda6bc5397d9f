import type { Kysely } from 'kysely'

/** Language of the Connect page; null for the browser's. */
export async function sessionLocales(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('locale', 'text').execute()
}
