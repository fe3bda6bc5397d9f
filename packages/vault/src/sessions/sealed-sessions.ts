import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import { sealedRecords } from '../crypto/sealed-records.ts'
import { ownerColumns } from '../grants/owner.ts'
import type { Storage } from '../storage/open.ts'
import { readSession, sealSession } from './seal.ts'

/** The sealed sessions, for resealing with newer keys. */
export function sealedSessions(storage: Storage, keyring: Keyring): SealedRecords {
  const sessions = storage.selectFrom('sessions')
  return sealedRecords(storage, {
    kind: 'session',
    count: sessions.select((select) => select.fn.countAll<number>().as('count')),
    rows: (after, limit) =>
      sessions
        .selectAll()
        .select(ownerColumns('sessions.userId'))
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute(),
    describe: ({ id, appId, seal }) => ({ id, app: appId, sealed: seal === null ? [] : [seal] }),
    async renew(row) {
      const owned = await readSession(keyring, row)
      if (!owned) throw new Error(`session ${row.id} was altered`)
      const { seal } = sealSession(keyring, owned.session, owned.owner)
      return {
        sealed: seal,
        write: (transaction) =>
          transaction
            .updateTable('sessions')
            .set({ seal })
            .where('id', '=', row.id)
            .where('version', '=', row.version),
      }
    },
  })
}
