import { type Kysely, sql } from 'kysely'
import type { DatabaseSettings } from '../database.ts'

/** Keeps users of different issuers apart. The vault decides about earlier users when it starts. */
export async function userIssuers(db: Kysely<unknown>, kind: DatabaseSettings['kind']): Promise<void> {
  await db.schema
    .createTable('first_issuers')
    .addColumn('app_id', 'text', (column) => column.primaryKey())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('claimed_at', 'bigint', (column) => column.notNull())
    .execute()
  await (kind === 'sqlite' ? remakeSqliteUsers(db) : alterPostgresUsers(db))
}

async function alterPostgresUsers(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('users')
    .addColumn('issuer', 'text', (column) => column.notNull().defaultTo(''))
    .execute()
  await db.schema.alterTable('users').dropConstraint('users_subject').execute()
  await db.schema
    .alterTable('users')
    .addUniqueConstraint('users_subject', ['app_id', 'issuer', 'subject'])
    .execute()
}

/**
 * SQLite cannot drop a constraint, so the table is made again. Meanwhile nothing may refer to it: sessions would
 * prevent dropping it, and triggers would prevent the new table from taking its name.
 * @see https://www.sqlite.org/lang_altertable.html#otheralter
 */
async function remakeSqliteUsers(db: Kysely<unknown>): Promise<void> {
  const { rows: triggers } = await sql<{ name: string; sql: string }>`select name, sql from sqlite_master
    where type = 'trigger' and tbl_name = 'grants'`.execute(db)
  for (const { name } of triggers) await sql`drop trigger ${sql.id(name)}`.execute(db)
  await sql`create temporary table users_of_sessions as
    select id, user_id from sessions where user_id is not null`.execute(db)
  await sql`update sessions set user_id = null`.execute(db)

  await db.schema
    .createTable('users_with_issuers')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('grants_version', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('issuer', 'text', (column) => column.notNull().defaultTo(''))
    .addUniqueConstraint('users_subject', ['app_id', 'issuer', 'subject'])
    .execute()
  await sql`insert into users_with_issuers
      (id, app_id, subject, label, created_at, last_seen_at, grants_version)
    select id, app_id, subject, label, created_at, last_seen_at, grants_version from users`.execute(db)
  await db.schema.dropTable('users').execute()
  await db.schema.alterTable('users_with_issuers').renameTo('users').execute()

  await sql`update sessions set user_id = named.user_id
    from users_of_sessions as named where named.id = sessions.id`.execute(db)
  await sql`drop table users_of_sessions`.execute(db)
  for (const trigger of triggers) await sql.raw(trigger.sql).execute(db)
}
