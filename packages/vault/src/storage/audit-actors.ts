import type { Kysely } from 'kysely'

/** Who acted for the user, with what and where. Rows from before name none of it. */
const COLUMNS = ['path', 'agent_id', 'delegation_id', 'run', 'tool', 'context', 'client']

export async function auditActors(db: Kysely<unknown>): Promise<void> {
  for (const column of COLUMNS) await db.schema.alterTable('audit').addColumn(column, 'text').execute()
}
