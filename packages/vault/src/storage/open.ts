import { CamelCasePlugin, Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { openDialect } from './dialect.ts'
import { migrations } from './migrations.ts'
import type { Tables } from './schema.ts'

export type Storage = Kysely<Tables>

/** Opens the database and brings its tables up to date. */
export const openStorage = async (dataFolder: string): Promise<Storage> => {
  const storage = new Kysely<Tables>({
    dialect: await openDialect(dataFolder),
    plugins: [new CamelCasePlugin()],
  })
  const { error } = await new Migrator({
    db: storage,
    provider: { getMigrations: () => Promise.resolve(migrations) },
  }).migrateToLatest()
  if (error === undefined) return storage
  await storage.destroy()
  throw new Error(`the database in ${dataFolder} could not be migrated`, { cause: error })
}
