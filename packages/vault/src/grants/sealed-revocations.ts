import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import { keyIdOf } from '../crypto/seal.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import { revocationPlace } from './revocations.ts'

/** The tokens that providers are still to revoke, to be sealed with newer keys. */
export function sealedRevocations(storage: Storage, keyring: Keyring): SealedRecords {
  return {
    async count() {
      const { count } = await storage
        .selectFrom('providerRevocations')
        .select((select) => select.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },
    async slice(after, limit) {
      const rows = await storage
        .selectFrom('providerRevocations')
        .select(['id', 'appId', 'held'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        app: row.appId,
        sealed: [row.held],
        async renew() {
          const held = await keyring.renew(revocationPlace(row), row.held)
          return () =>
            storage.transaction().execute(async (transaction) => {
              const { numUpdatedRows } = await transaction
                .updateTable('providerRevocations')
                .set({ held })
                .where('id', '=', row.id)
                .where('held', '=', row.held)
                .executeTakeFirst()
              await assertKeysOpen(transaction, [keyIdOf(held)])
              return numUpdatedRows > 0n
            })
        },
      }))
    },
  }
}
