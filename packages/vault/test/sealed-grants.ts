import { CompiledQuery } from 'kysely'
import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { ownerColumns } from '../src/grants/owner.ts'
import { fromRow } from '../src/grants/row.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { rewriteGrant } from '../src/grants/write.ts'
import type { VaultConfig } from '@alter/vault'
import { openStorage } from '../src/storage/open.ts'

/** A statement whose parameters are written `?`. */
export interface Change {
  sql: string
  parameters: unknown[]
}

/**
 * Seals all grants as they are, as if the vault had written the test's changes.
 * @param change runs first, in the same transaction: a vault that reads meanwhile sees no grant with a wrong seal
 */
export async function sealGrants(config: VaultConfig, change?: Change): Promise<void> {
  const { database } = resolveSettings(config, {})
  const storage = await openStorage(database)
  try {
    const masterKey = Buffer.from(config.master_key ?? '', 'base64')
    const keyring = await openKeyring(storage, [masterKey], [])
    const seals = createGrantSeals(keyring, () => undefined)
    await storage.transaction().execute(async (transaction) => {
      if (change !== undefined) {
        let count = 0
        const sql =
          database.kind === 'sqlite' ? change.sql : change.sql.replaceAll('?', () => `$${(count += 1)}`)
        await transaction.executeQuery(CompiledQuery.raw(sql, change.parameters))
      }
      const rows = await transaction
        .selectFrom('grants')
        .selectAll('grants')
        .select(ownerColumns('grants.userId'))
        .execute()
      for (const row of rows) await rewriteGrant(transaction, seals, fromRow(row, true), {})
    })
  } finally {
    await storage.destroy()
  }
}
