import type { Kysely } from 'kysely'

/**
 * The method, host and status of a use, and a hash of its user that stays when the user is forgotten. Also an index for
 * webhook deliveries by app and time.
 */
export async function auditAndFairWebhooks(db: Kysely<unknown>): Promise<void> {
  for (const column of ['method', 'host', 'subject_hash']) {
    await db.schema.alterTable('audit').addColumn(column, 'text').execute()
  }
  await db.schema.alterTable('audit').addColumn('status', 'integer').execute()
  await db.schema
    .createTable('pseudonym_keys')
    .addColumn('app_id', 'text', (column) => column.primaryKey())
    .addColumn('wrapped', 'text', (column) => column.notNull())
    .execute()
  await db.schema.dropIndex('deliveries_due').execute()
  await db.schema.createIndex('deliveries_due').on('deliveries').columns(['app_id', 'next_at']).execute()
}
