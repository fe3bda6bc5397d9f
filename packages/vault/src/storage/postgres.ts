import { type Dialect, type Kysely, PostgresDialect, sql } from 'kysely'
import { type ClientConfig, Pool, TypeOverrides, types } from 'pg'
import { ConfigError } from '../config-error.ts'
import { withStatements } from './postgres-statements.ts'
import { SCHEMA, type Tables } from './schema.ts'

/** Longest time to connect, including the wait for a free connection of the pool. Milliseconds. */
const CONNECT_TIMEOUT = 15_000
const QUERY_TIMEOUT = 30_000

/** Options of every connection, including the one that listens. */
export function connectionOptions(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'alter-vault',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    keepAlive: true,
  }
}

/** A pool of connections to one PostgreSQL, which several vaults may share. */
export function postgresDialect(url: string): Dialect {
  const parsers = new TypeOverrides()
  // Times in milliseconds and counts fit into a number.
  parsers.setTypeParser(types.builtins.INT8, Number)
  const pool = new Pool({
    ...connectionOptions(url),
    query_timeout: QUERY_TIMEOUT,
    types: parsers,
  })
  // The pool replaces a connection that is lost while idle. A query on a lost one fails.
  pool.on('error', () => undefined)
  return new PostgresDialect({ pool: withStatements(pool) })
}

/** Creates the schema if it is missing. Throws a `ConfigError` when the database cannot be reached. */
export async function ensureSchema(storage: Kysely<Tables>, url: string): Promise<void> {
  try {
    // Checked first, because `create schema if not exists` needs the right to create even if the schema exists.
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

/** Error code when another process created the schema at the same moment. */
const UNIQUE_VIOLATION = '23505'
