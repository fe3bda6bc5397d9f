import type Database from 'better-sqlite3'
import { createBounded } from '../bounded.ts'
import type { SqliteDatabase } from 'kysely'

/** Prepared statements that are kept. The vault has some dozens. The memory of one grows with its text. */
const MOST_KEPT = 200
const MOST_TEXT = 200_000

/** A database that prepares each statement once. */
export function withStatements(database: Database.Database): SqliteDatabase {
  const statements = createBounded<Database.Statement>({ entries: MOST_KEPT, bytes: MOST_TEXT })
  function prepare(sql: string): Database.Statement {
    const kept = statements.get(sql)
    if (kept) return kept
    const statement = database.prepare(sql)
    statements.set(sql, statement, sql.length)
    return statement
  }
  return { prepare, close: () => database.close() }
}
