import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CamelCasePlugin, type Dialect, Kysely, SqliteDialect } from 'kysely'
import { ConfigError } from '../config-error.ts'
import type { DatabaseSettings } from './database.ts'
import { loadDriver } from './driver.ts'
import { migrationsOf } from './migrations/migrations.ts'
import type { Storage } from './open.ts'
import type { Tables } from './schema.ts'

/** Opens an existing database without creating a folder, file or table. Throws a `ConfigError` when there is none. */
export async function lookInto(database: DatabaseSettings): Promise<Storage> {
  const dialect = await dialectOf(database)
  return new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] })
}

/** Migrations that this version would run when it starts. */
export async function pendingChanges(storage: Storage, { kind }: DatabaseSettings): Promise<string[]> {
  const made = await storage
    .withTables<{ kyselyMigration: { name: string } }>()
    .selectFrom('kyselyMigration')
    .select('name')
    .execute()
  const known = new Set(made.map(({ name }) => name))
  return Object.keys(migrationsOf(kind)).filter((name) => !known.has(name))
}

async function dialectOf(database: DatabaseSettings): Promise<Dialect> {
  if (database.kind === 'postgres') {
    const { postgresDialect } = await loadDriver('postgres', () => import('./postgres.ts'))
    return postgresDialect(database.url)
  }
  const { folder } = database
  const file = join(folder, 'vault.db')
  if (!(await exists(folder)))
    throw new ConfigError(
      `data_dir: there is no folder ${folder}. If the vault has run before, name the folder it used; otherwise alter-vault start makes it.`,
    )
  if (!(await exists(file)))
    throw new ConfigError(
      `data_dir: there is no vault.db in ${folder}. If the vault has run before, name the folder it used; otherwise alter-vault start makes it.`,
    )
  const { lookAt } = await loadDriver('sqlite', () => import('./sqlite.ts'))
  return new SqliteDialect({ database: lookAt((await isInUse(file)) ? file : await atRest(file)) })
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** While a vault uses the file, reading it creates no new files. */
async function isInUse(file: string): Promise<boolean> {
  return (await exists(`${file}-wal`)) && (await exists(`${file}-shm`))
}

/** Larger databases are not copied into memory. Bytes. */
const LARGEST = 1_073_741_824

/** A copy in memory of a database that nobody has open. Opening the file itself would create others beside it. */
async function atRest(file: string): Promise<Buffer> {
  if ((await stat(file)).size > LARGEST)
    throw new ConfigError(
      `${file} is too large to be read while the vault is stopped: start the vault, and run this again.`,
    )
  const content = await readFile(file)
  // A database in memory has no write-ahead log, so the header must not name one.
  // @see https://www.sqlite.org/fileformat2.html#the_database_header
  if (content.length > 19) content.fill(1, 18, 20)
  return content
}
