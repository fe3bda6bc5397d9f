import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import { sealedRecords } from '../crypto/sealed-records.ts'
import type { Storage } from '../storage/open.ts'
import { verifierPlace } from './attempts.ts'

/** The verifiers of authorizations under way, for resealing with newer keys. */
export function sealedVerifiers(storage: Storage, keyring: Keyring): SealedRecords {
  const holders = storage
    .selectFrom('attempts')
    .innerJoin('sessions', 'sessions.id', 'attempts.sessionId')
    .where('verifier', '!=', '')
  return sealedRecords(storage, {
    kind: 'authorization',
    count: holders.select((select) => select.fn.countAll<number>().as('count')),
    rows: (after, limit) =>
      holders
        .selectAll('attempts')
        .select('sessions.appId')
        .where('attempts.stateHash', '>', after)
        .orderBy('attempts.stateHash')
        .limit(limit)
        .execute(),
    describe: ({ stateHash, appId, verifier }) => ({ id: stateHash, app: appId, sealed: [verifier] }),
    async renew({ appId, ...row }) {
      const verifier = await keyring.renew(verifierPlace(appId, row), row.verifier)
      return {
        sealed: verifier,
        write: (transaction) =>
          transaction
            .updateTable('attempts')
            .set({ verifier })
            .where('stateHash', '=', row.stateHash)
            .where('verifier', '=', row.verifier),
      }
    },
  })
}
