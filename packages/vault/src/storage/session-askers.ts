import type { Kysely } from 'kysely'

/** The agent whose own key asked for a session; none where the app's did, and in sessions from before. */
export async function sessionAskers(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('asked_by', 'text').execute()
}
