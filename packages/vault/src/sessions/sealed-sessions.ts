import type { Keyring } from '../crypto/keyring.ts'
import type { SealedRecords } from '../crypto/reseal.ts'
import { keyIdOf } from '../crypto/seal.ts'
import { ownerColumns } from '../grants/owner.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import { readSession, sealSession } from './seal.ts'

/** The sessions that the vault vouches for, to be sealed with newer keys. */
export function sealedSessions(storage: Storage, keyring: Keyring): SealedRecords {
  return {
    async count() {
      const { count } = await storage
        .selectFrom('sessions')
        .select((select) => select.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },
    async slice(after, limit) {
      const rows = await storage
        .selectFrom('sessions')
        .selectAll()
        .select(ownerColumns('sessions.userId'))
        .where('id', '>', after)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        id: row.id,
        app: row.appId,
        sealed: row.seal === null ? [] : [row.seal],
        async renew() {
          const owned = await readSession(keyring, row)
          if (!owned) throw new Error(`session ${row.id} was altered`)
          const { seal } = sealSession(keyring, owned.session, owned.owner)
          return () =>
            storage.transaction().execute(async (transaction) => {
              const { numUpdatedRows } = await transaction
                .updateTable('sessions')
                .set({ seal })
                .where('id', '=', row.id)
                .where('version', '=', row.version)
                .executeTakeFirst()
              await assertKeysOpen(transaction, [keyIdOf(seal)])
              return numUpdatedRows > 0n
            })
        },
      }))
    },
  }
}
