import type { Kysely } from 'kysely'

/**
 * Whether the vault or a caller gave the reason. Earlier rows do not say it, and their reasons count as callers' words.
 */
export async function auditReasons(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('audit').addColumn('reason_by', 'text').execute()
}
