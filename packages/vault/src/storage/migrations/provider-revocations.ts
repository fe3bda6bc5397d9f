import { type Kysely, sql } from 'kysely'

/** Revocations under way. They outlive the grant, because the user may be forgotten before the provider answers. */
export async function providerRevocations(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('grant_endings').addColumn('provider_revocation', 'text').execute()
  await db.schema
    .createTable('provider_revocations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('held', 'text', (column) => column.notNull())
    .addColumn('event', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .execute()
  // Indexes for the grants that no other listing shows.
  for (const [name, columns] of Object.entries({
    grants_revoked: ['app_id'],
    grants_revoked_user: ['app_id', 'user_id'],
  })) {
    await db.schema
      .createIndex(name)
      .on('grants')
      .columns([...columns, 'created_at', 'id'])
      .where(sql<boolean>`ended_by = 'app'`)
      .execute()
  }
  await db.schema
    .createIndex('provider_revocations_due')
    .on('provider_revocations')
    .column('next_at')
    .execute()
}
