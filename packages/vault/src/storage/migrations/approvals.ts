import { type Kysely, sql } from 'kysely'

/** Requests that wait for a human's yes, and their results. */
export async function approvals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('approvals')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text')
    .addColumn('delegation_id', 'text')
    .addColumn('asker_id', 'text')
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('approver', 'text', (column) => column.notNull())
    .addColumn('next_approver', 'text')
    .addColumn('approved_by', 'text', (column) => column.notNull())
    .addColumn('rule', 'text')
    .addColumn('method', 'text', (column) => column.notNull())
    .addColumn('host', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('request', 'text')
    .addColumn('answer', 'text')
    .addColumn('response_status', 'integer')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('decided_at', 'bigint')
    .addColumn('denial_reason', 'text')
    .addColumn('failure', 'text')
    .addColumn('ended_at', 'bigint')
    .addColumn('kept_until', 'bigint')
    .addColumn('seal', 'text', (column) => column.notNull())
    .execute()
  // Few approvals wait, compared with those that have ended.
  for (const [name, columns] of Object.entries({
    approvals_waiting: ['status', 'expires_at', 'id'],
    approvals_waiting_of_user: ['user_id', 'expires_at', 'id'],
    approvals_waiting_of_app: ['app_id', 'agent_id'],
  })) {
    await db.schema
      .createIndex(name)
      .on('approvals')
      .columns(columns)
      .where(sql<boolean>`ended_at is null`)
      .execute()
  }
  await db.schema
    .createIndex('approvals_kept')
    .on('approvals')
    .column('kept_until')
    .where(sql<boolean>`kept_until is not null`)
    .execute()
  await db.schema.createIndex('approvals_ended').on('approvals').column('ended_at').execute()
  await db.schema.createIndex('approvals_of_user').on('approvals').column('user_id').execute()
  await db.schema
    .createIndex('approvals_of_app')
    .on('approvals')
    .columns(['app_id', 'created_at', 'id'])
    .execute()
}
