import Database from 'better-sqlite3'
import { Client } from 'pg'
import { vi } from 'vitest'
import type { System } from './system.ts'

/** A statement that a vault sent to its database. */
export interface Statement {
  sql: string
  parameters: unknown[]
}

/** The different statements on some tables while `act` runs. */
export async function statementsOn(tables: string[], act: () => Promise<void>): Promise<Statement[]> {
  const asked = new Map<string, Statement>()
  const prepare = Reflect.get(Database.prototype, 'prepare')
  const query = Reflect.get(Client.prototype, 'query')
  const spies = [
    vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: Database.Database, sql) {
      const parameters = Array.from({ length: sql.split('?').length - 1 }, () => null)
      asked.set(sql, { sql, parameters })
      return Reflect.apply(prepare, this, [sql])
    }),
    vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...given: unknown[]) {
      const [config] = given
      const text = typeof config === 'object' && config !== null && 'text' in config ? config.text : null
      const values = typeof config === 'object' && config !== null && 'values' in config ? config.values : []
      if (typeof text === 'string' && Array.isArray(values))
        asked.set(text, { sql: text, parameters: values })
      return Reflect.apply(query, this, given)
    }),
  ]
  try {
    await act()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  const about = new RegExp(`^(select|update|delete)\\b[^]*"(${tables.join('|')})"`, 'i')
  return [...asked.values()].filter(({ sql }) => about.test(sql))
}

/** The query plan. PostgreSQL is kept from reading whole tables, which it prefers for few rows. */
async function planOf(system: System, { sql, parameters }: Statement): Promise<string> {
  const { database_url } = system.config
  if (database_url === undefined) {
    const rows = await system.database<{ detail: string }>(`explain query plan ${sql}`, ...parameters)
    return rows.map(({ detail }) => detail).join('\n')
  }
  const client = new Client({ connectionString: database_url })
  await client.connect()
  try {
    await client.query(
      'set search_path to alter_vault; set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off',
    )
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, parameters)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    await client.end()
  }
}

/** Matches a plan that reads a whole table or sorts. */
const SLOW = /\bSCAN (?!\(subquery|CONSTANT|some\b)|USE TEMP B-TREE|Seq Scan|\bSort\b/

/** The statements that read a whole table or sort, each with its plan. */
export async function slowOf(system: System, statements: Statement[]): Promise<string[]> {
  const slow: string[] = []
  for (const statement of statements) {
    const plan = await planOf(system, statement)
    if (SLOW.test(plan)) slow.push(`${statement.sql}\n${plan}`)
  }
  return slow
}
