import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import { keyIdOf } from '../crypto/seal.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import { renewTokens } from './tokens.ts'

/** The grants that hold tokens, to be sealed with newer keys. */
export const sealedGrants = (storage: Storage, keyring: Keyring): SealedRecords => {
  const holders = storage
    .selectFrom('grants')
    .where((row) => row.or([row('accessToken', 'is not', null), row('refreshToken', 'is not', null)]))
  return {
    async count() {
      const { count } = await holders
        .select((select) => select.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },
    async slice(after, limit) {
      const rows = await holders
        .select(['id', 'appId', 'accessToken', 'refreshToken', 'tokenVersion'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        app: row.appId,
        sealed: [row.accessToken, row.refreshToken].filter((sealed) => sealed !== null),
        async renew() {
          const tokens = await renewTokens(keyring, row)
          const sealed = [tokens.accessToken, tokens.refreshToken].filter((each) => each !== null)
          return () =>
            storage.transaction().execute(async (transaction) => {
              // The version stays: a refresh that is under way must be able to store what it brings.
              const { numUpdatedRows } = await transaction
                .updateTable('grants')
                .set(tokens)
                .where('id', '=', row.id)
                .where('tokenVersion', '=', row.tokenVersion)
                .where('accessToken', row.accessToken === null ? 'is' : '=', row.accessToken)
                .where('refreshToken', row.refreshToken === null ? 'is' : '=', row.refreshToken)
                .executeTakeFirst()
              await assertKeysOpen(transaction, sealed.map(keyIdOf))
              return numUpdatedRows > 0n
            })
        },
      }))
    },
  }
}
