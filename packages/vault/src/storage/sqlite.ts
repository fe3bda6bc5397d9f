import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import type { Dialect } from 'kysely'
import { withStatements } from './sqlite-statements.ts'

/** The embedded database, one file in a folder. */
export const sqliteDialect = async (folder: string): Promise<Dialect> => {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const database = new Database(join(folder, 'vault.db'), { timeout: 5000 })
  database.pragma('journal_mode = WAL')
  // A rotated refresh token that a power cut undoes is a lost account.
  database.pragma('synchronous = FULL')
  // Deleted tokens leave no readable pages behind.
  database.pragma('secure_delete = ON')
  return new SqliteDialect({ database: withStatements(database) })
}
