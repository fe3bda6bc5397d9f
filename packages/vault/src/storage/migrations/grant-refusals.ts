import type { Kysely } from 'kysely'

/** Refused refreshes, and how grants ended. Both are deleted with their grant. */
export async function grantRefusals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('grant_refusals')
    .addColumn('grant_id', 'text', (column) =>
      column.primaryKey().references('grants.id').onDelete('cascade'),
    )
    .addColumn('client', 'text', (column) => column.notNull())
    .addColumn('authorized_at', 'bigint', (column) => column.notNull())
    .addColumn('answer', 'text', (column) => column.notNull())
    .addColumn('words', 'text', (column) => column.notNull())
    .addColumn('asks', 'integer', (column) => column.notNull())
    .addColumn('refusals', 'integer', (column) => column.notNull())
    .addColumn('first_at', 'bigint', (column) => column.notNull())
    .addColumn('last_at', 'bigint', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('served_at', 'bigint')
    .execute()
  await db.schema
    .createIndex('grant_refusals_client')
    .on('grant_refusals')
    .columns(['client', 'answer'])
    .execute()
  await db.schema
    .createTable('grant_endings')
    .addColumn('grant_id', 'text', (column) =>
      column.primaryKey().references('grants.id').onDelete('cascade'),
    )
    .addColumn('words', 'text')
    .execute()
}
