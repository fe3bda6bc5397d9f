import { type Kysely, sql } from 'kysely'
import type { DatabaseSettings } from '../database.ts'
import { countGrantColumns } from './grant-versions.ts'

/** The life of each authorization of a grant. For grants that have an end, it is derived from that. */
export async function grantLimits(db: Kysely<unknown>, kind: DatabaseSettings['kind']): Promise<void> {
  await db.schema.alterTable('grants').addColumn('ttl_seconds', 'integer').execute()
  const began = sql`case when authorized_at > 0 then authorized_at else created_at end`
  await sql`update ${sql.table('grants')} set ttl_seconds = (expires_at - (${began})) / 1000 where expires_at is not null`.execute(
    db,
  )
  // Whether grants share an authorization does not depend on the apps' names for the provider.
  await db.schema.dropIndex('grants_authorization').execute()
  await db.schema
    .createIndex('grants_authorization')
    .on('grants')
    .columns(['client_id', 'account_id'])
    .execute()
  await countGrantColumns(db, kind, ['ttl_seconds'])
}
