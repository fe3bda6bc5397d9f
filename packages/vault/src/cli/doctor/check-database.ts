import { stat } from 'node:fs/promises'
import { sql } from 'kysely'
import { ConfigError } from '../../config-error.ts'
import type { Settings } from '../../config/settings.ts'
import { dataKeys, openDataKey } from '../../crypto/data-keys.ts'
import { masterKeyFile } from '../../crypto/master-key.ts'
import { findWrongClock } from '../../storage/clock-check.ts'
import { lookInto, pendingChanges } from '../../storage/look.ts'
import type { Storage } from '../../storage/open.ts'
import { readMasterKeys } from '../open.ts'
import type { Check } from './check.ts'

/** Checks the database and its content. Creates nothing and writes nothing. */
export function databaseChecks(settings: Settings, environment: NodeJS.ProcessEnv): Check[] {
  const { database } = settings
  const setting = database.kind === 'sqlite' ? 'data_dir' : 'database_url'
  return [
    { name: `database ${describe(settings)}`, setting, run: () => looking(settings, checkTables(settings)) },
    { name: 'master key', setting: 'ALTER_MASTER_KEY', run: () => checkMasterKey(settings, environment) },
  ]
}

/** Warns of connections that will end. Empty when the database cannot be read. */
export async function endingConnections(
  settings: Settings,
  app: string,
  provider: string,
): Promise<string[]> {
  const ending = await looking(settings, (storage) =>
    storage
      .selectFrom('grants')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('appId', '=', app)
      .where('provider', '=', provider)
      .where('status', '=', 'active')
      .where('refreshToken', 'is', null)
      .where('accessExpiresAt', 'is not', null)
      .executeTakeFirstOrThrow(),
  ).catch(() => ({ count: 0 }))
  if (ending.count === 0) return []
  return [
    `connections without a refresh token: ${ending.count}. Each ends with its access token, and then its user must connect again. Many providers give a refresh token for offline_access in scopes, some only with authorization_parameters: { prompt: consent } or { access_type: offline }`,
  ]
}

function describe({ database }: Settings): string {
  if (database.kind === 'sqlite') return `SQLite in ${database.folder}`
  const { host, pathname } = new URL(database.url)
  return `PostgreSQL ${pathname.slice(1)} at ${host}`
}

async function looking<Result>(
  { database }: Settings,
  use: (storage: Storage) => Promise<Result>,
): Promise<Result> {
  const storage = await lookInto(database)
  try {
    return await use(storage)
  } finally {
    await storage.destroy()
  }
}

function checkTables({ database }: Settings): (storage: Storage) => Promise<string[]> {
  return async (storage) => {
    await sql`select 1`.execute(storage).catch((cause: unknown) => {
      throw new ConfigError(
        `it cannot be used. Check ${database.kind === 'sqlite' ? 'data_dir' : 'DATABASE_URL'}`,
        { cause },
      )
    })
    const wrongClock = await findWrongClock(storage, database, () => Date.now())
    if (wrongClock !== null) throw new ConfigError(wrongClock)
    const pending = await pendingChanges(storage, database).catch(() => null)
    if (pending === null) return ['there are no tables yet: alter-vault start makes them']
    return pending.length === 0
      ? []
      : [
          `its tables are of an earlier version: alter-vault start changes them (${pending.length} changes). Run alter-vault backup before that`,
        ]
  }
}

async function checkMasterKey(settings: Settings, environment: NodeJS.ProcessEnv): Promise<string[]> {
  const file = masterKeyFile(settings.masterKey, environment)
  const isMade = file !== null && environment['NODE_ENV'] !== 'production'
  const isThere =
    !isMade ||
    (await stat(file).then(
      () => true,
      () => false,
    ))
  const rows = await looking(settings, dataKeys).catch(() => [])
  if (!isThere) {
    if (rows.length === 0) return [`there is none yet: alter-vault start makes one in ${file}`]
    throw new ConfigError(
      `the data was sealed with a master key, but there is none in ${file}. Put the key back, or set ALTER_MASTER_KEY`,
    )
  }
  const masterKeys = await readMasterKeys(settings)
  for (const row of rows) openDataKey(masterKeys, row)
  return []
}
