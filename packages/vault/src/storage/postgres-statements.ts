import { hash } from 'node:crypto'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient, QueryResultRow } from 'pg'

/** Statements that are longer come in many sizes: PostgreSQL would keep one of each for as long as it is connected. */
const LONGEST = 2000
/** Statements prepared on one connection, which nothing takes back: the vault has some dozens. Others are planned each time. */
const MOST_PREPARED = 250

/** PostgreSQL's text holds no NUL, nor half of a character; what does must not become another name either. */
export function storable<Value>(value: Value): Value | string {
  return typeof value === 'string' ? value.replaceAll(/\0|\p{Surrogate}/gu, '\uFFFD') : value
}

/** Statements that tell how many rows they touched. */
const COUNTED = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const

/**
 * A pool whose connections parse and plan each statement once.
 * @see https://node-postgres.com/features/queries#prepared-statements
 */
export function withStatements(pool: Pool): PostgresPool {
  const clients = new WeakMap<PoolClient, PreparingClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect()
      // The same object for the same connection: that is how Kysely knows it again.
      const known = clients.get(client) ?? new PreparingClient(client)
      clients.set(client, known)
      return known
    },
  }
}

class PreparingClient implements PostgresPoolClient {
  readonly #client: PoolClient
  readonly #names = new Map<string, string>()

  constructor(client: PoolClient) {
    this.#client = client
    // The pool listens to idle connections only. Lost between two statements of a transaction, this one would end the
    // process; its next statement tells of the loss.
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
    const { command, rowCount, rows } = await this.#client.query<Row & QueryResultRow>(query)
    return { command: COUNTED.find((known) => known === command) ?? 'SELECT', rowCount: rowCount ?? 0, rows }
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
