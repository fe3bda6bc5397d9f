import type { Kysely } from 'kysely'

/** The agent that a session is for, its limits, and the app's own data. Earlier sessions have none. */
export async function sessionAgents(db: Kysely<unknown>): Promise<void> {
  for (const column of ['agent_id', 'agent_rules', 'tightening', 'metadata']) {
    await db.schema.alterTable('sessions').addColumn(column, 'text').execute()
  }
  await db.schema.alterTable('sessions').addColumn('agent_ttl', 'integer').execute()
}
