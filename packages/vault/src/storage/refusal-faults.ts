import type { Kysely } from 'kysely'

/** Which setting the last refusal of a refresh spoke of; `null`: of none. */
export async function refusalFaults(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('grant_refusals').addColumn('fault', 'text').execute()
}
