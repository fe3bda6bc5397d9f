import { hash } from 'node:crypto'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient, QueryResultRow } from 'pg'
import { watchCommits } from './effects.ts'
import { markAsOfDatabase } from './passing-fault.ts'
import { SCHEMA } from './schema.ts'

/**
 * Longer statements come in many sizes, and PostgreSQL would keep each size as long as the connection lives.
 * Characters.
 */
const LONGEST = 2000
/**
 * Statements that one connection prepares. They are never released. The vault has some dozens; further ones are planned
 * at each use.
 */
const MOST_PREPARED = 250

/** Replaces NUL and lone surrogates, which PostgreSQL cannot store. The result must not equal another valid name. */
export function storable<Value>(value: Value): Value | string {
  return typeof value === 'string' ? value.replaceAll(/\0|\p{Surrogate}/gu, '\uFFFD') : value
}

/** Commands whose result has a row count. */
const COUNTED = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const

/**
 * A pool whose connections use the vault's schema, and parse and plan each statement once.
 * @see https://node-postgres.com/features/queries#prepared-statements
 */
export function withStatements(pool: Pool): PostgresPool {
  const clients = new WeakMap<PoolClient, PreparingClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await marked(() => pool.connect())
      // Kysely recognises a connection by its object, so the same connection gets the same object.
      const known = clients.get(client)
      if (known) return known
      const fresh = new PreparingClient(client)
      try {
        await fresh.query(`set search_path to ${SCHEMA}`, [])
      } catch (error) {
        // A connection that is not given back is lost to the pool, which then never ends.
        fresh.release(true)
        throw error
      }
      clients.set(client, fresh)
      return fresh
    },
  }
}

async function marked<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    markAsOfDatabase(error)
    throw error
  }
}

class PreparingClient implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #names = new Map<string, string>()
  readonly #watch = watchCommits()

  constructor(client: PoolClient) {
    this.#client = client
    // The pool only handles errors of idle connections. Between two statements of a transaction an error would end the
    // process; here the next statement reports it.
    client.on('error', () => undefined)
  }

  query<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>>
  query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>
  query<Row>(
    text: string | PostgresCursor<Row>,
    values: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<Row>> | PostgresCursor<Row> {
    if (typeof text !== 'string') throw new Error('the vault reads no cursors')
    return this.#run<Row>(text, values)
  }

  async #run<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>> {
    const name = values.length > 0 ? this.#nameOf(text) : undefined
    const query = { text, values: values.map(storable), ...(name !== undefined && { name }) }
    const { command, rowCount, rows } = await marked(() => this.#client.query<Row & QueryResultRow>(query))
    const counted = COUNTED.find((known) => known === command)
    this.#watch(text, counted !== undefined && rowCount !== 0)
    return { command: counted ?? 'SELECT', rowCount: rowCount ?? 0, rows }
  }

  release(destroy?: boolean): void {
    this.#client.release(destroy)
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || text.length > LONGEST || this.#names.size >= MOST_PREPARED) return known
    const name = hash('sha256', text).slice(0, 32)
    this.#names.set(text, name)
    return name
  }
}
