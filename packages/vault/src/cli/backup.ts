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

The copy is of one moment. It is of no use without the master key: keep that elsewhere.
To restore, stop the vault and put the copy into data_dir as vault.db, without vault.db-wal and vault.db-shm.
On a PostgreSQL it writes nothing and says which pg_dump to run.`,
  options: [],
  async run(words, { config }) {
    const [path, ...rest] = words
    if (path === undefined || rest.length > 0) throw new UsageError('backup takes the file to write.')
    const settings = await readSettings(config)
    if (settings.database.kind === 'postgres') {
      throw new ConfigError(
        `A PostgreSQL is backed up with its own tools. With its password in PGPASSWORD or ~/.pgpass:\n\n  ${dump(settings.database.url, path)}\n`,
      )
    }
    // A copy is there whole, or not at all.
    const partial = `${path}.partial`
    await assertFree(path)
    let interrupted = false
    function interrupt(): void {
      interrupted = true
    }
    // Before there is a file that a signal could leave behind.
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
    // A signal that came meanwhile is heard now.
    await nextTurn()
    if (isInterrupted()) throw new ConfigError('Interrupted: nothing was written.')
    await rename(partial, path)
  } catch (error) {
    await unlink(partial).catch(() => undefined)
    throw error
  }
}

/** Without the password: every user of a machine sees what its commands were given. */
function dump(url: string, path: string): string {
  const bare = new URL(url)
  bare.password = ''
  bare.searchParams.delete('password')
  return `pg_dump --schema=alter_vault --format=custom --file=${quote(path)} ${quote(bare.href)}`
}

/** One word of a shell's command line. */
function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

async function assertFree(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (isThere) throw new ConfigError(`${path} is there already. Name another file.`)
}

/** SQLite takes an empty file that is there, and with it who may read it. */
async function createFile(path: string): Promise<void> {
  try {
    await writeFile(path, '', { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new ConfigError(
      code === 'EEXIST'
        ? `${path} is there already. Name another file.`
        : `${path} cannot be written (${code}).`,
      { cause },
    )
  }
}
