import type Database from 'better-sqlite3'
import { createBounded } from '../bounded.ts'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { watchCommits } from './effects.ts'
import { markAsOfDatabase } from './passing-fault.ts'

/** Prepared statements that are kept. The vault has some dozens. The memory of one grows with its text. */
const MOST_KEPT = 200
const MOST_TEXT = 200_000

/** A database that prepares each statement once. */
export function withStatements(database: Database.Database): SqliteDatabase {
  const statements = createBounded<SqliteStatement>({ entries: MOST_KEPT, bytes: MOST_TEXT })
  const watch = watchCommits()
  function prepare(sql: string): SqliteStatement {
    const kept = statements.get(sql)
    if (kept) return kept
    const prepared = marked(() => database.prepare(sql))
    const statement: SqliteStatement = {
      reader: prepared.reader,
      all(parameters) {
        const rows = marked(() => prepared.all(parameters))
        watch(sql, !prepared.readonly && rows.length > 0)
        return rows
      },
      run(parameters) {
        const result = marked(() => prepared.run(parameters))
        watch(sql, result.changes > 0)
        return result
      },
      iterate: (parameters) => prepared.iterate(parameters),
    }
    statements.set(sql, statement, sql.length)
    return statement
  }
  return { prepare, close: () => database.close() }
}

function marked<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    markAsOfDatabase(error)
    throw error
  }
}
