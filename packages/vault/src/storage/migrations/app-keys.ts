import { type Kysely, sql } from 'kysely'
import type { DatabaseSettings } from '../database.ts'
import { SCHEMA } from '../schema.ts'

/** The columns that a call with a key depends on: all except the time of last use. */
const COLUMNS = [
  'id',
  'app_id',
  'agent_id',
  'hash',
  'last_four',
  'name',
  'scopes',
  'ranges',
  'user_token_required',
  'created_at',
  'expires_at',
  'deprecated_at',
  'revoked_at',
  'seal',
]

/** Tables of keys. Triggers count their changes by app, so that no writer can forget to. */
export async function appKeys(db: Kysely<unknown>, kind: DatabaseSettings['kind']): Promise<void> {
  await db.schema
    .createTable('keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text')
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('last_four', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('ranges', 'text', (column) => column.notNull())
    .addColumn('user_token_required', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('deprecated_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addColumn('seal', 'text', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('keys_of_app').on('keys').columns(['app_id', 'created_at', 'id']).execute()
  await db.schema
    .createTable('app_access')
    .addColumn('app_id', 'text', (column) => column.primaryKey())
    .addColumn('keys_version', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('config_key_refused_at', 'bigint')
    .addColumn('refused_key_hash', 'text')
    .execute()
  await (kind === 'sqlite' ? sqliteTriggers(db) : postgresTrigger(db))
}

const EVENTS = [
  { name: 'inserted', event: 'insert', row: 'new' },
  { name: 'updated', event: `update of ${COLUMNS.join(', ')}`, row: 'new' },
  { name: 'deleted', event: 'delete', row: 'old' },
]

/** @see https://www.sqlite.org/lang_createtrigger.html */
async function sqliteTriggers(db: Kysely<unknown>): Promise<void> {
  for (const { name, event, row } of EVENTS) {
    await sql
      .raw(
        `create trigger keys_${name} after ${event} on keys begin
           insert into app_access (app_id, keys_version) values (${row}.app_id, 1)
             on conflict (app_id) do update set keys_version = app_access.keys_version + 1;
         end`,
      )
      .execute(db)
  }
}

/** @see https://www.postgresql.org/docs/current/plpgsql-trigger.html */
async function postgresTrigger(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create or replace function ${SCHEMA}.count_keys_change() returns trigger language plpgsql as $$ begin
         insert into ${SCHEMA}.app_access (app_id, keys_version) values (coalesce(new.app_id, old.app_id), 1)
           on conflict (app_id) do update set keys_version = app_access.keys_version + 1;
         return null;
       end $$`,
    )
    .execute(db)
  await sql
    .raw(
      `create trigger keys_changed after ${EVENTS.map(({ event }) => event).join(' or ')} on ${SCHEMA}.keys
         for each row execute function ${SCHEMA}.count_keys_change()`,
    )
    .execute(db)
}
