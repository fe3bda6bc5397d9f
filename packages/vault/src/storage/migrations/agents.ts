import { type Kysely, sql } from 'kysely'
import type { DatabaseSettings } from '../database.ts'
import { SCHEMA } from '../schema.ts'

/** The columns that a call of an agent, and the answer of `GET /sdk/me`, depend on. */
const AGENT_COLUMNS = [
  'id',
  'app_id',
  'name',
  'display_name',
  'type',
  'status',
  'scopes',
  'rules',
  'metadata',
  'created_at',
  'revoked_at',
  'seal',
]

/** The columns that a use of a delegation depends on: all except the time of last use. */
const DELEGATION_COLUMNS = [
  'id',
  'app_id',
  'agent_id',
  'grant_id',
  'user_id',
  'provider',
  'rules',
  'created_at',
  'expires_at',
  'ended_at',
  'seal',
]

/**
 * Tables of agents and delegations. A change of an agent raises the version of its app's keys, and a change of a
 * delegation raises the version of its user's grants, so that a use notices both without reading rows.
 */
export async function agents(db: Kysely<unknown>, kind: DatabaseSettings['kind']): Promise<void> {
  await db.schema
    .createTable('agents')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text')
    .addColumn('rules', 'text', (column) => column.notNull())
    .addColumn('metadata', 'text', (column) => column.notNull())
    .addColumn('idempotency_key', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .addColumn('seal', 'text', (column) => column.notNull())
    .addUniqueConstraint('agents_name', ['app_id', 'name'])
    .execute()
  await db.schema
    .createIndex('agents_idempotency')
    .on('agents')
    .columns(['app_id', 'idempotency_key'])
    .execute()
  await db.schema
    .createTable('delegations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('rules', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('seal', 'text', (column) => column.notNull())
    .addUniqueConstraint('delegations_of_grant', ['grant_id', 'agent_id'])
    .execute()
  await db.schema
    .createIndex('delegations_of_agent')
    .on('delegations')
    .columns(['agent_id', 'provider', 'user_id'])
    .execute()
  await db.schema
    .createIndex('delegations_of_user')
    .on('delegations')
    .columns(['user_id', 'provider'])
    .execute()
  await (kind === 'sqlite' ? sqliteTriggers(db) : postgresTriggers(db))
}

function eventsOf(columns: string[]) {
  return [
    { name: 'inserted', event: 'insert', row: 'new' },
    { name: 'updated', event: `update of ${columns.join(', ')}`, row: 'new' },
    { name: 'deleted', event: 'delete', row: 'old' },
  ]
}

/** @see https://www.sqlite.org/lang_createtrigger.html */
async function sqliteTriggers(db: Kysely<unknown>): Promise<void> {
  for (const { name, event, row } of eventsOf(AGENT_COLUMNS)) {
    await sql
      .raw(
        `create trigger agents_${name} after ${event} on agents begin
           insert into app_access (app_id, keys_version) values (${row}.app_id, 1)
             on conflict (app_id) do update set keys_version = app_access.keys_version + 1;
         end`,
      )
      .execute(db)
  }
  for (const { name, event, row } of eventsOf(DELEGATION_COLUMNS)) {
    await sql
      .raw(
        `create trigger delegations_${name} after ${event} on delegations begin
           update users set grants_version = grants_version + 1 where id = ${row}.user_id;
         end`,
      )
      .execute(db)
  }
}

/** @see https://www.postgresql.org/docs/current/plpgsql-trigger.html */
async function postgresTriggers(db: Kysely<unknown>): Promise<void> {
  // The same functions count changes of keys and of grants.
  await sql
    .raw(
      `create trigger agents_changed after ${anyOf(AGENT_COLUMNS)} on ${SCHEMA}.agents
         for each row execute function ${SCHEMA}.count_keys_change()`,
    )
    .execute(db)
  await sql
    .raw(
      `create trigger delegations_changed after ${anyOf(DELEGATION_COLUMNS)} on ${SCHEMA}.delegations
         for each row execute function ${SCHEMA}.count_grants_change()`,
    )
    .execute(db)
}

function anyOf(columns: string[]): string {
  return eventsOf(columns)
    .map(({ event }) => event)
    .join(' or ')
}
