import type { Kysely } from 'kysely'

/** Until when sign-ins to the Wallet have ended, for those that are being written at the same moment. */
export async function endedSignIns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ended_sign_ins')
    .addColumn('name_hash', 'text', (column) => column.primaryKey())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('ended_sign_ins_time').on('ended_sign_ins').column('until').execute()
}
