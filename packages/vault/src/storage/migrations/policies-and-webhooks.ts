import type { Kysely } from 'kysely'

export async function policiesAndWebhooks(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('grant_policies', 'text').execute()
  await db.schema
    .alterTable('grants')
    .addColumn('policies', 'text', (column) => column.notNull().defaultTo('[]'))
    .execute()
  await db.schema
    .alterTable('grants')
    .addColumn('authorized_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
  for (const table of ['grants', 'attempts']) {
    await db.schema
      .alterTable(table)
      .addColumn('fields', 'text', (column) => column.notNull().defaultTo('{}'))
      .execute()
  }
  await db.schema
    .createTable('rate_counters')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('points', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema
    .createTable('deliveries')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('deliveries_due').on('deliveries').column('next_at').execute()
}
