import type { App } from '../config/settings.ts'
import type { Storage } from '../storage/open.ts'

/**
 * Shuts an app: its keys in the config file, and those of its agents there, are refused by every vault from now on, and
 * every key of it in the database is revoked. Answers how many were live.
 */
export function lockApp(storage: Storage, { id, apiKeyHash, agents }: App, now: number): Promise<number> {
  return storage.transaction().execute(async (transaction) => {
    const hashes = [
      ...(apiKeyHash === null ? [] : [apiKeyHash]),
      ...agents.flatMap(({ keyHashes }) => keyHashes),
    ]
    const mark = { configKeyRefusedAt: now, refusedKeyHash: hashes.join(' ') || null }
    await transaction
      .insertInto('appAccess')
      .values({ appId: id, ...mark })
      .onConflict((conflict) => conflict.column('appId').doUpdateSet(mark))
      .execute()
    const { numUpdatedRows } = await transaction
      .updateTable('keys')
      .set({ revokedAt: now, seal: '' })
      .where('appId', '=', id)
      .where('revokedAt', 'is', null)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  })
}

/** Lets the key of the config file in again; the one that was refused stays refused, whichever vault still knows it. */
export async function unlockApp(storage: Storage, app: string): Promise<void> {
  await storage.updateTable('appAccess').set({ configKeyRefusedAt: null }).where('appId', '=', app).execute()
}
