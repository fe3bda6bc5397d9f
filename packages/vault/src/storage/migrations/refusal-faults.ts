import type { Kysely } from 'kysely'

/** The setting that the last refused refresh named; `null` for none. */
export async function refusalFaults(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('grant_refusals').addColumn('fault', 'text').execute()
}
