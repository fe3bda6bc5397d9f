import type { Kysely } from 'kysely'

/** Leases of all kinds: for the refresh of a grant, or the exchange of a code. */
export async function leases(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable('refresh_leases').execute()
  await db.schema
    .createTable('leases')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
}
