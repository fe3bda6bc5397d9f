import type Database from 'better-sqlite3'
import type { SqliteDatabase } from 'kysely'

/** Statements kept: the vault has some dozens, and inserts of many sizes. */
const MOST_KEPT = 200

/** A database that compiles each statement once. */
export const withStatements = (database: Database.Database): SqliteDatabase => {
  const statements = new Map<string, Database.Statement>()
  const prepare = (sql: string): Database.Statement => {
    const kept = statements.get(sql)
    if (kept) return kept
    if (statements.size >= MOST_KEPT) statements.clear()
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return { prepare, close: () => database.close() }
}
