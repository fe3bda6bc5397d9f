import type { Kysely } from 'kysely'

/** The agent whose own key created a session; null when the app's key did, and in earlier sessions. */
export async function sessionAskers(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('asked_by', 'text').execute()
}
