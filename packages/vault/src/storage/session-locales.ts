import type { Kysely } from 'kysely'

/** Which language the Connect page speaks; `null`: the browser's. */
export async function sessionLocales(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('locale', 'text').execute()
}
