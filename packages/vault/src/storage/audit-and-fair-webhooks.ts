import type { Kysely } from 'kysely'

/** Where a use was sent and what came back, and who did it after they are forgotten; deliveries of each app as they are due. */
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
