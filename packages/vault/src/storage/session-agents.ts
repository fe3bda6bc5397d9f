import type { Kysely } from 'kysely'

/** For which agent a session asks, within which limits, and what the app notes with it; none in sessions from before. */
export async function sessionAgents(db: Kysely<unknown>): Promise<void> {
  for (const column of ['agent_id', 'agent_rules', 'tightening', 'metadata']) {
    await db.schema.alterTable('sessions').addColumn(column, 'text').execute()
  }
  await db.schema.alterTable('sessions').addColumn('agent_ttl', 'integer').execute()
}
