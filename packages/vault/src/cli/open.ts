import { readConfigFile } from '../config/file.ts'
import { resolveSettings } from '../config/settings.ts'
import type { Settings } from '../config/settings.ts'
import { loadMasterKeys } from '../crypto/master-key.ts'
import type { MasterKeys } from '../crypto/data-keys.ts'
import { openStorage } from '../storage/open.ts'
import type { Storage } from '../storage/open.ts'

/** Reads the configuration; throws a `ConfigError` with file and line. */
export const readSettings = async (path: string): Promise<Settings> =>
  resolveSettings(await readConfigFile(path, process.env), process.env)

export const readMasterKeys = (settings: Settings): Promise<MasterKeys> =>
  loadMasterKeys(settings.masterKey, process.env)

/** Lends the vault's database, beside whatever vault runs on it. */
export const withStorage = async <Result>(
  settings: Settings,
  use: (storage: Storage) => Promise<Result>,
): Promise<Result> => {
  const storage = await openStorage(settings.database)
  try {
    return await use(storage)
  } finally {
    await storage.destroy()
  }
}
