import type { Kysely } from 'kysely'

/** How the user tightened an agent's rules when an authorization began; null without an agent, and in earlier rows. */
export async function attemptTightening(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('attempts').addColumn('tightening', 'text').execute()
}
