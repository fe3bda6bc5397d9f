import { chmod, mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Dialect } from 'kysely'
import { PatientSqliteDialect } from './patient-sqlite.ts'
import { withStatements } from './sqlite-statements.ts'

/** How long SQLite itself waits for another program, while the whole process waits with it. Milliseconds. */
const SHORT_WAIT = 25

/** The embedded database, one file in a folder. */
export async function sqliteDialect(folder: string): Promise<Dialect> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, 'vault.db')
  await keepPrivate(file)
  const database = new Database(file, { timeout: 5000 })
  database.pragma('journal_mode = WAL')
  // A power cut must not undo the write of a rotated refresh token, because the account would be lost.
  database.pragma('synchronous = FULL')
  // Overwrites deleted data, so that deleted tokens cannot be read from the file.
  database.pragma('secure_delete = ON')
  database.pragma(`busy_timeout = ${SHORT_WAIT}`)
  return new PatientSqliteDialect({ database: withStatements(database) })
}

/** Opens a database read-only: the file of a running vault, or a copy in memory. */
export function lookAt(source: string | Buffer): ReturnType<typeof withStatements> {
  const options = typeof source === 'string' ? { readonly: true, fileMustExist: true } : {}
  return withStatements(new Database(source, options))
}

/**
 * Gives the file to the vault's own user only, whatever the folder allows. SQLite gives new files beside it the same
 * mode; existing ones may be wider. Windows has no such modes.
 */
async function keepPrivate(file: string): Promise<void> {
  if (process.platform === 'win32') return
  await (await open(file, 'a', 0o600)).close()
  for (const each of [file, `${file}-wal`, `${file}-shm`]) {
    try {
      if (((await stat(each)).mode & 0o077) !== 0) await chmod(each, 0o600)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
}
