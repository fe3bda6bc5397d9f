import type { Kysely } from 'kysely'

/** What the user made tighter when this authorization began; none without an agent, and in those from before. */
export async function attemptTightening(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('attempts').addColumn('tightening', 'text').execute()
}
