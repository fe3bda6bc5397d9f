import type { Kysely } from 'kysely'

export async function userDeletions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('deleted_subjects')
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('subject_hash', 'text', (column) => column.notNull())
    .addColumn('deleted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('deleted_subjects_key', ['app_id', 'subject_hash'])
    .execute()
  await db.schema.createIndex('deleted_subjects_time').on('deleted_subjects').column('deleted_at').execute()
}
