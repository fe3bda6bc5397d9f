import { readConfigFile } from '../config/file.ts'
import { resolveSettings, type Settings } from '../config/settings.ts'
import { loadMasterKeys } from '../crypto/master-key.ts'
import type { MasterKeys } from '../crypto/data-keys.ts'
import { openStorage, type Storage } from '../storage/open.ts'

/** Reads the configuration. Throws a `ConfigError` with file and line. */
export async function readSettings(path: string): Promise<Settings> {
  return resolveSettings(await readConfigFile(path, process.env), process.env)
}

export function readMasterKeys(settings: Settings): Promise<MasterKeys> {
  return loadMasterKeys(settings.masterKey, process.env)
}

/** Opens the vault's database for the length of a call, beside the vaults that run on it. */
export async function withStorage<Result>(
  settings: Settings,
  use: (storage: Storage) => Promise<Result>,
): Promise<Result> {
  const storage = await openStorage(settings.database)
  try {
    return await use(storage)
  } finally {
    await storage.destroy()
  }
}
