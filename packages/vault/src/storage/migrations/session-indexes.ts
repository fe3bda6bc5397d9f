import type { Kysely } from 'kysely'

/** Indexes for the sweeps. */
export async function sessionIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('ended_at', 'bigint').execute()
  await db.schema.createIndex('sessions_ended').on('sessions').column('ended_at').execute()
  await db.schema.createIndex('rate_counters_expiry').on('rate_counters').column('expires_at').execute()
}
