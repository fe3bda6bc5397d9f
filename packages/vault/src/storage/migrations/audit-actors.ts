import type { Kysely } from 'kysely'

/** The agent, tool, program and path of a use. Earlier rows have none. */
const COLUMNS = ['path', 'agent_id', 'delegation_id', 'run', 'tool', 'context', 'client']

export async function auditActors(db: Kysely<unknown>): Promise<void> {
  for (const column of COLUMNS) await db.schema.alterTable('audit').addColumn(column, 'text').execute()
}
