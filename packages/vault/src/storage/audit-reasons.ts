import type { Kysely } from 'kysely'

/** Whose words a reason is. Rows from before do not say it, and theirs are taken for those of callers. */
export async function auditReasons(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('audit').addColumn('reason_by', 'text').execute()
}
