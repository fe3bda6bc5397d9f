import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import { sealedRecords } from '../crypto/sealed-records.ts'
import type { Storage } from '../storage/open.ts'
import { placeOf } from './sealed-request.ts'

/** The sealed requests and answers of approvals, for resealing with newer keys. */
export function sealedApprovals(
  storage: Storage,
  keyring: Keyring,
  column: 'request' | 'answer',
): SealedRecords {
  const kind = column === 'request' ? 'approval' : 'approval_answer'
  const approvals = storage.selectFrom('approvals').where(column, 'is not', null)
  return sealedRecords(storage, {
    kind,
    count: approvals.select((select) => select.fn.countAll<number>().as('count')),
    async rows(after, limit) {
      const rows = await approvals
        .select([
          'id',
          'appId',
          'userId',
          'grantId',
          'agentId',
          'delegationId',
          'askerId',
          'keyId',
          `${column} as sealed`,
        ])
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...row, sealed: row.sealed ?? '' }))
    },
    describe: ({ id, appId, sealed }) => ({ id, app: appId, sealed: [sealed] }),
    async renew(row) {
      const sealed = await keyring.renew(placeOf(row, kind), row.sealed)
      return {
        sealed,
        write: (transaction) =>
          transaction
            .updateTable('approvals')
            .set({ [column]: sealed })
            .where('id', '=', row.id)
            .where(column, '=', row.sealed),
      }
    },
  })
}
