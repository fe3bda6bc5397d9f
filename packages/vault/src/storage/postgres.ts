import { CompiledQuery, type Dialect, type Kysely, PostgresDialect, sql } from 'kysely'
import { type ClientConfig, Pool, TypeOverrides, types } from 'pg'
import { ConfigError } from '../config-error.ts'
import { withStatements } from './postgres-statements.ts'
import { SCHEMA, type Tables } from './schema.ts'

/** Milliseconds; in a storm that includes the wait for a connection of the pool. */
const CONNECT_TIMEOUT = 15_000
const QUERY_TIMEOUT = 30_000

/** How every connection is made, the listening one included. */
export function connectionOptions(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'alter-vault',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
  }
}

/** A pool of connections to one PostgreSQL, which any number of vaults may share. */
export function postgresDialect(url: string): Dialect {
  const parsers = new TypeOverrides()
  // Times are milliseconds and counts are small: both fit a number.
  parsers.setTypeParser(types.builtins.INT8, Number)
  const pool = new Pool({
    ...connectionOptions(url),
    query_timeout: QUERY_TIMEOUT,
    types: parsers,
  })
  // A connection lost while idle is replaced by the next; a query on a lost one fails.
  pool.on('error', () => undefined)
  return new PostgresDialect({
    pool: withStatements(pool),
    async onCreateConnection(connection) {
      await connection.executeQuery(CompiledQuery.raw(`set search_path to ${SCHEMA}`))
    },
  })
}

/** Makes the schema where it is missing; throws a `ConfigError` when the database cannot be reached. */
export async function ensureSchema(storage: Kysely<Tables>, url: string): Promise<void> {
  try {
    // Asked first: `create schema if not exists` wants the right to create even where there is nothing to do.
    const { rows } = await sql<{
      found: boolean
    }>`select to_regnamespace(${SCHEMA}) is not null as found`.execute(storage)
    if (!rows[0]?.found) await storage.schema.createSchema(SCHEMA).ifNotExists().execute()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer'
    if (code === UNIQUE_VIOLATION) return
    const { host, pathname } = new URL(url)
    throw new ConfigError(
      `The database ${pathname.slice(1)} at ${host} cannot be used (${code}): check DATABASE_URL.`,
      {
        cause,
      },
    )
  }
}

/** Another process made the schema at the same moment. */
const UNIQUE_VIOLATION = '23505'
