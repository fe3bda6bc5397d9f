import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { ownerColumns } from '../src/grants/owner.ts'
import { fromRow } from '../src/grants/row.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { rewriteGrant } from '../src/grants/write.ts'
import type { VaultConfig } from '@alter/vault'
import { openStorage } from '../src/storage/open.ts'

/** Seals all grants as they are, as if the vault had written the test's changes. */
export async function sealGrants(config: VaultConfig): Promise<void> {
  const storage = await openStorage(resolveSettings(config, {}).database)
  try {
    const masterKey = Buffer.from(config.master_key ?? '', 'base64')
    const keyring = await openKeyring(storage, [masterKey], [])
    const seals = createGrantSeals(keyring, () => undefined)
    const rows = await storage
      .selectFrom('grants')
      .selectAll('grants')
      .select(ownerColumns('grants.userId'))
      .execute()
    for (const row of rows) await rewriteGrant(storage, seals, fromRow(row, true), {})
  } finally {
    await storage.destroy()
  }
}
