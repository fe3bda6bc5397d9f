import { CamelCasePlugin, type Dialect, Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { DatabaseSettings } from './database.ts'
import { loadDriver } from './driver.ts'
import { migrationsOf } from './migrations/migrations.ts'
import type { Tables } from './schema.ts'

export type Storage = Kysely<Tables>

/** Opens the database and updates its tables. Throws a `ConfigError` when it cannot be reached. */
export async function openStorage(database: DatabaseSettings): Promise<Storage> {
  const { dialect, prepare } = await connectTo(database)
  const storage = new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] })
  try {
    await prepare(storage)
    await migrate(storage, database.kind)
    return storage
  } catch (error) {
    await storage.destroy()
    throw error
  }
}

/** Connects to the database, and creates what its tables need. */
async function connectTo(
  database: DatabaseSettings,
): Promise<{ dialect: Dialect; prepare: (storage: Storage) => Promise<void> }> {
  if (database.kind === 'sqlite') {
    const { sqliteDialect } = await loadDriver('sqlite', () => import('./sqlite.ts'))
    return { dialect: await sqliteDialect(database.folder), prepare: () => Promise.resolve() }
  }
  const { ensureSchema, postgresDialect } = await loadDriver('postgres', () => import('./postgres.ts'))
  const { url } = database
  return { dialect: postgresDialect(url), prepare: (storage) => ensureSchema(storage, url) }
}

async function migrate(storage: Storage, kind: DatabaseSettings['kind']): Promise<void> {
  const { error } = await new Migrator({
    db: storage,
    provider: { getMigrations: () => Promise.resolve(migrationsOf(kind)) },
  }).migrateToLatest()
  if (error !== undefined) throw new Error('the database could not be migrated', { cause: error })
}
