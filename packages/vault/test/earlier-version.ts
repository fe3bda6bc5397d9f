import { resolveSettings } from '../src/config/settings.ts'
import { dataKeys, openDataKey, wrap } from '../src/crypto/data-keys.ts'
import { openStorage } from '../src/storage/open.ts'
import type { System } from './system.ts'

/** Leaves a database as a vault from before seals and issuers left it, once this one has brought its tables up to date. */
export const asOfEarlierVersion = async ({ config, database }: System): Promise<void> => {
  const masterKey = Buffer.from(config.master_key ?? '', 'base64')
  const storage = await openStorage(resolveSettings(config, {}).database)
  for (const row of await dataKeys(storage)) {
    const wrapped = wrap(masterKey, row, openDataKey([masterKey], row).key, 'data_key')
    await storage.updateTable('dataKeys').set({ wrapped }).where('id', '=', row.id).execute()
  }
  await storage.destroy()
  await database('update grants set seal = null')
  await database('delete from sessions')
  await database("update users set issuer = ''")
  await database('delete from first_issuers')
}
