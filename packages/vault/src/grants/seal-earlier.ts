import { appsWithoutSeals, markRowsSealed, type MasterKeys } from '../crypto/data-keys.ts'
import type { Keyring } from '../crypto/keyring.ts'
import type { Storage } from '../storage/open.ts'
import { ownerColumns } from './owner.ts'
import { fromRow } from './row.ts'
import { createGrantSeals } from './seal.ts'
import { rewriteGrant } from './write.ts'

/** Grants of one query. */
const SLICE = 200

/**
 * Seals the grants of a database from before rows were sealed, and resolves with their number. This happens once:
 * afterwards the app's data keys say that a row without a seal is not the vault's.
 * @param apps those whose users are claimed, because a seal names the issuer of its user
 */
export async function sealEarlierGrants(
  storage: Storage,
  keyring: Keyring,
  masterKeys: MasterKeys,
  apps: string[],
): Promise<number> {
  const seals = createGrantSeals(keyring, () => undefined)
  let sealed = 0
  for (const app of await appsWithoutSeals(storage, masterKeys)) {
    if (!apps.includes(app)) continue
    let after = ''
    for (;;) {
      const rows = await storage
        .selectFrom('grants')
        .selectAll('grants')
        .select(ownerColumns('grants.userId'))
        .where('appId', '=', app)
        .where('seal', 'is', null)
        .where('id', '>', after)
        .orderBy('id')
        .limit(SLICE)
        .execute()
      for (const row of rows) {
        const grant = fromRow(row, true)
        function write(): Promise<boolean> {
          return storage.transaction().execute((transaction) => rewriteGrant(transaction, seals, grant, {}))
        }
        if (grant.intact && (await keyring.withNewestKey(write))) sealed += 1
      }
      if (rows.length < SLICE) break
      after = rows.at(-1)?.id ?? after
    }
    await markRowsSealed(storage, masterKeys, app)
  }
  return sealed
}
