import { rename, stat, unlink, writeFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { ConfigError } from '../config-error.ts'
import type { Settings } from '../config/settings.ts'
import { type Command, UsageError } from './command.ts'
import { readSettings, withStorage } from './open.ts'
import { print } from './terminal.ts'

export const backup: Command = {
  summary: 'Write a copy of the embedded database, under a running vault',
  help: `Usage: alter-vault backup <file> [options]

The copy shows one moment. It cannot be read without the master key: keep the key in another place.
To restore, stop the vault and put the copy into data_dir as vault.db, without vault.db-wal and vault.db-shm.
With PostgreSQL, it writes nothing and prints the pg_dump command to run.`,
  options: [],
  async run(words, { config }) {
    const [path, ...rest] = words
    if (path === undefined || rest.length > 0)
      throw new UsageError('backup needs the name of the file to write.')
    const settings = await readSettings(config)
    if (settings.database.kind === 'postgres') {
      throw new ConfigError(
        `A PostgreSQL is backed up with its own tools. With its password in PGPASSWORD or ~/.pgpass:\n\n  ${dump(settings.database.url, path)}\n`,
      )
    }
    // The copy gets its name once it is whole.
    const partial = `${path}.partial`
    await assertFree(path)
    let interrupted = false
    function interrupt(): void {
      interrupted = true
    }
    // Set before the file exists, so that a signal leaves no part of one behind.
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
    try {
      await createFile(partial)
      await fill(partial, path, settings, () => interrupted)
    } finally {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
    }
    print(`Wrote ${path}. It opens only with the master key, which is not in it.`)
  },
}

async function fill(
  partial: string,
  path: string,
  settings: Settings,
  isInterrupted: () => boolean,
): Promise<void> {
  try {
    await withStorage(settings, (storage) => sql`vacuum into ${partial}`.execute(storage))
    // Lets a signal that came during the copy take effect now. The loop looks for signals between two turns.
    await nextTurn()
    await nextTurn()
    if (isInterrupted()) throw new ConfigError('Interrupted: nothing was written.')
    await rename(partial, path)
  } catch (error) {
    await unlink(partial).catch(() => undefined)
    throw error
  }
}

/** Without the password, because every user of a machine sees the arguments of a command. */
function dump(url: string, path: string): string {
  const bare = new URL(url)
  bare.password = ''
  bare.searchParams.delete('password')
  return `pg_dump --schema=alter_vault --format=custom --file=${quote(path)} ${quote(bare.href)}`
}

/** Quotes a text as one word for a shell. */
function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

async function assertFree(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (isThere) throw new ConfigError(`${path} already exists. Name another file.`)
}

/** SQLite writes into an empty file that exists, and so keeps its mode. */
async function createFile(path: string): Promise<void> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new ConfigError(
      code === 'EEXIST'
        ? `${path} already exists: another backup writes it now, or one that was killed left it. If none runs, delete it.`
        : `${path} cannot be written (${code}).`,
      { cause },
    )
  }
}
