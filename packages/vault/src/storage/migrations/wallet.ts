import type { Kysely } from 'kysely'

/** Sign-ins to the Wallet, and an index of the audit in the order in which a user reads it. */
export async function wallet(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('wallet_sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('claim', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('issuer_subject', 'text', (column) => column.notNull())
    .addColumn('issuer_session', 'text')
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('id_token', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('seal', 'text', (column) => column.notNull())
    .execute()
  const indexes = {
    wallet_sessions_user: ['issuer', 'subject', 'created_at'],
    wallet_sessions_issuer_subject: ['issuer', 'issuer_subject'],
    wallet_sessions_issuer_session: ['issuer', 'issuer_session'],
    wallet_sessions_expiry: ['expires_at'],
  }
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema.createIndex(name).on('wallet_sessions').columns(columns).execute()
  }
  await db.schema.createIndex('audit_of_user').on('audit').columns(['user_id', 'at', 'id']).execute()
}
