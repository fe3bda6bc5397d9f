import { randomBytes } from 'node:crypto'
import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Client } from 'pg'
import type { VaultConfig } from '@alter/vault'

/** The database of one test, accessed without the vault. */
export interface TestDatabase {
  /** The vault's configuration for this database. */
  config: Pick<VaultConfig, 'data_dir' | 'database_url'>
  /** Runs a statement whose parameters are written `?`. */
  query<Row>(sql: string, ...parameters: unknown[]): Promise<Row[]>
  /** All data as it is stored. */
  dump(): Promise<string>
  drop(): Promise<void>
}

/**
 * @param postgres URL of a cluster; without one the database is SQLite in the folder
 * @param template a database to start from that has its tables: a file, or a name in the cluster
 */
export async function openTestDatabase(
  folder: string,
  postgres: string | undefined,
  template?: string,
): Promise<TestDatabase> {
  return postgres === undefined
    ? sqlite(join(folder, 'data'), template)
    : postgresDatabase(postgres, join(folder, 'data'), template)
}

async function sqlite(data_dir: string, template: string | undefined): Promise<TestDatabase> {
  if (template !== undefined) {
    await mkdir(data_dir, { mode: 0o700 })
    await copyFile(template, join(data_dir, 'vault.db'))
  }
  return {
    config: { data_dir },
    async query<Row>(sql: string, ...parameters: unknown[]) {
      const database = new Database(join(data_dir, 'vault.db'))
      try {
        const statement = database.prepare<unknown[], Row>(sql)
        if (statement.reader) return statement.all(...parameters)
        statement.run(...parameters)
        return []
      } finally {
        database.close()
      }
    },
    async dump() {
      const names = await readdir(data_dir)
      return (await Promise.all(names.map((name) => readFile(join(data_dir, name), 'latin1')))).join('')
    },
    drop: () => Promise.resolve(),
  }
}

async function postgresDatabase(
  cluster: string,
  data_dir: string,
  template = 'template1',
): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  // Copying by file takes half the time of copying through the write-ahead log.
  await withClient(`${cluster}/postgres`, (client) =>
    client.query(`create database ${name} template ${template} strategy file_copy`),
  )
  const database_url = `${cluster}/${name}`
  function query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return withClient(database_url, async (client) => {
      await client.query('set search_path to alter_vault')
      let count = 0
      const result = await client.query<Row & object>(
        sql.replaceAll('?', () => `$${(count += 1)}`),
        parameters,
      )
      return result.rows
    })
  }
  return {
    config: { data_dir, database_url },
    query: <Row>(sql: string, ...parameters: unknown[]): Promise<Row[]> => query(sql, parameters),
    async dump() {
      const tables = await query<{ table: string }>(
        "select tablename as table from pg_tables where schemaname = 'alter_vault'",
        [],
      )
      const kept = await Promise.all(tables.map(({ table }) => query(`select * from "${table}"`, [])))
      return JSON.stringify(kept)
    },
    drop: () =>
      withClient(`${cluster}/postgres`, async (client) => {
        await client.query(`drop database ${name} with (force)`)
      }),
  }
}

async function withClient<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client(url)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
