import { CamelCasePlugin, Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrationsOf } from './migrations.ts'
import { ensureSchema, postgresDialect } from './postgres.ts'
import type { Tables } from './schema.ts'
import { sqliteDialect } from './sqlite.ts'

export type Storage = Kysely<Tables>

/** Which database holds the vault. */
export type DatabaseSettings =
  | { kind: 'sqlite'; folder: string }
  /** `postgres://…` */
  | { kind: 'postgres'; url: string }

/** Opens the database and brings its tables up to date; throws a `ConfigError` when it cannot be reached. */
export const openStorage = async (database: DatabaseSettings): Promise<Storage> => {
  const dialect =
    database.kind === 'sqlite' ? await sqliteDialect(database.folder) : postgresDialect(database.url)
  const storage = new Kysely<Tables>({ dialect, plugins: [new CamelCasePlugin()] })
  try {
    if (database.kind === 'postgres') await ensureSchema(storage, database.url)
    await migrate(storage, database.kind)
    return storage
  } catch (error) {
    await storage.destroy()
    throw error
  }
}

const migrate = async (storage: Storage, kind: DatabaseSettings['kind']): Promise<void> => {
  const { error } = await new Migrator({
    db: storage,
    provider: { getMigrations: () => Promise.resolve(migrationsOf(kind)) },
  }).migrateToLatest()
  if (error !== undefined) throw new Error('the database could not be migrated', { cause: error })
}
