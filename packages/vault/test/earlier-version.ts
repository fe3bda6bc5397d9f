import { resolveSettings } from '../src/config/settings.ts'
import { dataKeys, openDataKey, wrap } from '../src/crypto/data-keys.ts'
import { openStorage } from '../src/storage/open.ts'
import type { System } from './system.ts'

/** Leaves a database as a vault from before seals and issuers would, with the tables of this version. */
export async function asOfEarlierVersion(system: System): Promise<void> {
  const masterKey = Buffer.from(system.config.master_key ?? '', 'base64')
  const storage = await openStorage(resolveSettings(system.config, {}).database)
  for (const row of await dataKeys(storage)) {
    const wrapped = wrap(masterKey, row, openDataKey([masterKey], row).key, 'data_key')
    await storage.updateTable('dataKeys').set({ wrapped }).where('id', '=', row.id).execute()
  }
  await storage.destroy()
  await system.database('update grants set seal = null')
  await system.database('delete from sessions')
  await system.database("update users set issuer = ''")
  await system.database('delete from first_issuers')
}
