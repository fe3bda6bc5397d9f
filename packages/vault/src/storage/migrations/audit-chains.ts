import { type Kysely, sql } from 'kysely'

/** Numbers and MACs of audit rows, and both ends of each app's chain. Earlier rows have none. */
export async function auditChains(db: Kysely<unknown>): Promise<void> {
  for (const link of ['', 'ended_']) {
    await db.schema.alterTable('audit').addColumn(`${link}seq`, 'bigint').execute()
    await db.schema.alterTable('audit').addColumn(`${link}mac`, 'text').execute()
    await db.schema
      .createIndex(`audit_${link}seq`)
      .on('audit')
      .columns(['app_id', `${link}seq`])
      .where(sql.ref(`${link}seq`), 'is not', null)
      .execute()
  }
  await db.schema
    .createIndex('audit_unnumbered')
    .on('audit')
    .columns(['app_id', 'at'])
    .where(sql.ref('seq'), 'is', null)
    .execute()
  await db.schema
    .createTable('audit_chains')
    .addColumn('app_id', 'text', (column) => column.primaryKey())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('unnumbered', 'integer', (column) => column.notNull())
    .addColumn('base_seq', 'bigint', (column) => column.notNull())
    .addColumn('base_mac', 'text', (column) => column.notNull())
    .addColumn('last_seq', 'bigint', (column) => column.notNull())
    .addColumn('last_mac', 'text', (column) => column.notNull())
    .addColumn('seal', 'text', (column) => column.notNull())
    .execute()
}
