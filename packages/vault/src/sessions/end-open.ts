import type { Keyring } from '../crypto/keyring.ts'
import { keyIdOf } from '../crypto/seal.ts'
import { ownerColumns } from '../grants/owner.ts'
import { assertKeysOpen } from '../storage/open-data-keys.ts'
import type { Storage } from '../storage/open.ts'
import { type OwnedSessionRow, readSession, sealSession } from './seal.ts'
import { LONGEST_GRACE } from './session.ts'

/** Sessions of one query. */
const SLICE = 200

/** Ends the open sessions of an app. What their users still do at a provider is not stored. */
export async function endOpenSessions(
  storage: Storage,
  keyring: Keyring,
  app: string,
  now: number,
): Promise<number> {
  let ended = 0
  for (;;) {
    const rows = await storage
      .selectFrom('sessions')
      .selectAll('sessions')
      .select(ownerColumns('sessions.userId'))
      .where('appId', '=', app)
      .where('status', 'in', ['pending', 'open', 'authorizing'])
      .where('expiresAt', '>', now - LONGEST_GRACE)
      .limit(SLICE)
      .execute()
    if (rows.length === 0) return ended
    for (const row of rows) if (await endSession(storage, keyring, row, now)) ended += 1
  }
}

/** False when the session changed meanwhile, so that it is read again. An altered session is deleted. */
async function endSession(
  storage: Storage,
  keyring: Keyring,
  row: OwnedSessionRow,
  now: number,
): Promise<boolean> {
  const owned = await readSession(keyring, row)
  if (owned === null) {
    await storage.deleteFrom('sessions').where('id', '=', row.id).execute()
    return true
  }
  const { session, owner } = owned
  const over = { ...session, status: 'cancelled' as const, endedAt: now, version: session.version + 1 }
  return keyring.withNewestKey(() =>
    storage.transaction().execute(async (transaction) => {
      const { id, ...values } = sealSession(keyring, over, owner)
      const { numUpdatedRows } = await transaction
        .updateTable('sessions')
        .set(values)
        .where('id', '=', id)
        .where('version', '=', session.version)
        .executeTakeFirst()
      await assertKeysOpen(transaction, [keyIdOf(values.seal)])
      return numUpdatedRows > 0n
    }),
  )
}
