import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CamelCasePlugin, type Dialect, Kysely, SqliteDialect } from 'kysely'
import { ConfigError } from '../config-error.ts'
import type { DatabaseSettings } from './database.ts'
import { loadDriver } from './driver.ts'
import { migrationsOf } from './migrations.ts'
import type { Storage } from './open.ts'
import type { Tables } from './schema.ts'

/** Opens the database as it is: makes no folder, no file and no table. Throws a `ConfigError` where there is none. */
export async function lookInto(database: DatabaseSettings): Promise<Storage> {
  const dialect = await dialectOf(database)
  return new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] })
}

/** Changes of the tables that this version would make when it starts. */
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

/** Beside a running vault SQLite needs no new file to read. */
async function isInUse(file: string): Promise<boolean> {
  return (await exists(`${file}-wal`)) && (await exists(`${file}-shm`))
}

/** Larger ones are not read into memory. Bytes. */
const LARGEST = 1_073_741_824

/** A database that nobody has open, as a copy in memory: to open the file would make others beside it. */
async function atRest(file: string): Promise<Buffer> {
  if ((await stat(file)).size > LARGEST)
    throw new ConfigError(
      `${file} is too large to be looked into at rest: run this beside the running vault.`,
    )
  const content = await readFile(file)
  // In memory there is no write-ahead log. @see https://www.sqlite.org/fileformat2.html#the_database_header
  if (content.length > 19) content.fill(1, 18, 20)
  return content
}
