import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import { sealedRecords } from '../crypto/sealed-records.ts'
import type { Storage } from '../storage/open.ts'
import { revocationPlace } from './revocations.ts'

/** The tokens that providers have not revoked yet, for resealing with newer keys. */
export function sealedRevocations(storage: Storage, keyring: Keyring): SealedRecords {
  const revocations = storage.selectFrom('providerRevocations')
  return sealedRecords(storage, {
    kind: 'revocation',
    count: revocations.select((select) => select.fn.countAll<number>().as('count')),
    rows: (after, limit) =>
      revocations
        .select(['id', 'appId', 'held'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute(),
    describe: ({ id, appId, held }) => ({ id, app: appId, sealed: [held] }),
    async renew(row) {
      const held = await keyring.renew(revocationPlace(row), row.held)
      return {
        sealed: held,
        write: (transaction) =>
          transaction
            .updateTable('providerRevocations')
            .set({ held })
            .where('id', '=', row.id)
            .where('held', '=', row.held),
      }
    },
  })
}
