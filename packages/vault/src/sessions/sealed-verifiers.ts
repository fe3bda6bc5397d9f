import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import { keyIdOf } from '../crypto/seal.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import { verifierPlace } from './attempts.ts'

/** The verifiers of authorizations that are under way, to be sealed with newer keys. */
export function sealedVerifiers(storage: Storage, keyring: Keyring): SealedRecords {
  const holders = storage
    .selectFrom('attempts')
    .innerJoin('sessions', 'sessions.id', 'attempts.sessionId')
    .where('verifier', '!=', '')
  return {
    async count() {
      const { count } = await holders
        .select((select) => select.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },
    async slice(after, limit) {
      const rows = await holders
        .selectAll('attempts')
        .select('sessions.appId')
        .where('attempts.stateHash', '>', after)
        .orderBy('attempts.stateHash')
        .limit(limit)
        .execute()
      return rows.map(({ appId, ...row }) => ({
        id: row.stateHash,
        app: appId,
        sealed: [row.verifier],
        async renew() {
          const renewed = await keyring.renew(verifierPlace(appId, row), row.verifier)
          return () =>
            storage.transaction().execute(async (transaction) => {
              const { numUpdatedRows } = await transaction
                .updateTable('attempts')
                .set({ verifier: renewed })
                .where('stateHash', '=', row.stateHash)
                .where('verifier', '=', row.verifier)
                .executeTakeFirst()
              await assertKeysOpen(transaction, [keyIdOf(renewed)])
              return numUpdatedRows > 0n
            })
        },
      }))
    },
  }
}
