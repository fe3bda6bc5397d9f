import type { Kysely } from 'kysely'

/** The seal of each session. Earlier sessions have none: they live for minutes, and their users start again. */
export async function sessionSeals(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('seal', 'text').execute()
}
