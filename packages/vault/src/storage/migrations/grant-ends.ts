import { type Kysely, sql } from 'kysely'

/** When grants end without their users, so that the vault finds them by time and before a call fails. */
export async function grantEnds(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('grant_ends')
    .addColumn('grant_id', 'text', (column) =>
      column.primaryKey().references('grants.id').onDelete('cascade'),
    )
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('warn_at', 'bigint')
    .addColumn('refresh_ends_at', 'bigint')
    .execute()
  await db.schema.createIndex('grant_ends_due').on('grant_ends').column('ends_at').execute()
  await db.schema
    .createIndex('grant_ends_warnings')
    .on('grant_ends')
    .column('warn_at')
    .where(sql.ref('warn_at'), 'is not', null)
    .execute()
  // For earlier grants the expiry of access tokens is known, but not that of refresh tokens.
  await sql`
    insert into grant_ends (grant_id, app_id, ends_at)
    select id, app_id,
      case when refresh_token is null and (expires_at is null or access_expires_at < expires_at)
        then access_expires_at else expires_at end
    from grants
    where status = 'active'
      and (expires_at is not null or (refresh_token is null and access_expires_at is not null))`.execute(db)
}
