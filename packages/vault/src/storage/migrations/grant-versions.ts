import { type Kysely, sql } from 'kysely'
import type { DatabaseSettings } from '../database.ts'
import { SCHEMA } from '../schema.ts'

/**
 * The columns that a use of a grant depended on at first. A new column of the table has to be added to the triggers.
 */
const COLUMNS = [
  'id',
  'app_id',
  'user_id',
  'provider',
  'client_id',
  'account_id',
  'account_identifier',
  'account_display_name',
  'account_email',
  'scopes',
  'status',
  'ended_by',
  'is_default',
  'access_token',
  'refresh_token',
  'access_expires_at',
  'refresh_at',
  'token_version',
  'created_at',
  'updated_at',
  'expires_at',
  'revoked_at',
  'policies',
  'authorized_at',
  'fields',
]

/** Triggers that count the changes of each user's grants, so that no writer can forget to. */
export async function grantVersions(db: Kysely<unknown>, kind: DatabaseSettings['kind']): Promise<void> {
  await db.schema
    .alterTable('users')
    .addColumn('grants_version', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await (kind === 'sqlite' ? sqliteTriggers(db, COLUMNS) : postgresTrigger(db, COLUMNS))
}

/** Creates the triggers again, with columns that were added later. */
export async function countGrantColumns(
  db: Kysely<unknown>,
  kind: DatabaseSettings['kind'],
  added: string[],
): Promise<void> {
  const columns = [...COLUMNS, ...added]
  if (kind === 'sqlite') {
    for (const { name } of eventsOf(columns)) await sql.raw(`drop trigger grants_${name}`).execute(db)
    await sqliteTriggers(db, columns)
    return
  }
  await sql.raw(`drop trigger grants_changed on ${SCHEMA}.grants`).execute(db)
  await postgresTrigger(db, columns)
}

function eventsOf(columns: string[]) {
  return [
    { name: 'inserted', event: 'insert', row: 'new' },
    { name: 'updated', event: `update of ${columns.join(', ')}`, row: 'new' },
    { name: 'deleted', event: 'delete', row: 'old' },
  ]
}

/** @see https://www.sqlite.org/lang_createtrigger.html */
async function sqliteTriggers(db: Kysely<unknown>, columns: string[]): Promise<void> {
  for (const { name, event, row } of eventsOf(columns)) {
    await sql
      .raw(
        `create trigger grants_${name} after ${event} on grants begin
           update users set grants_version = grants_version + 1 where id = ${row}.user_id;
         end`,
      )
      .execute(db)
  }
}

/** @see https://www.postgresql.org/docs/current/plpgsql-trigger.html */
async function postgresTrigger(db: Kysely<unknown>, columns: string[]): Promise<void> {
  await sql
    .raw(
      `create or replace function ${SCHEMA}.count_grants_change() returns trigger language plpgsql as $$ begin
         update ${SCHEMA}.users set grants_version = grants_version + 1 where id in (new.user_id, old.user_id);
         return null;
       end $$`,
    )
    .execute(db)
  const events = eventsOf(columns)
    .map(({ event }) => event)
    .join(' or ')
  await sql
    .raw(
      `create trigger grants_changed after ${events} on ${SCHEMA}.grants
         for each row execute function ${SCHEMA}.count_grants_change()`,
    )
    .execute(db)
}
