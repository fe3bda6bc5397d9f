import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import type { Dialect } from 'kysely'

/** The embedded database in one folder. The only file that knows which database it is. */
export const openDialect = async (dataFolder: string): Promise<Dialect> => {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const database = new Database(join(dataFolder, 'vault.db'), { timeout: 5000 })
  database.pragma('journal_mode = WAL')
  // A rotated refresh token that a power cut undoes is a lost account.
  database.pragma('synchronous = FULL')
  // Deleted tokens leave no readable pages behind.
  database.pragma('secure_delete = ON')
  return new SqliteDialect({ database })
}
