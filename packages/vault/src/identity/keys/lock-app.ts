import type { App } from '../../config/settings.ts'
import type { Storage } from '../../storage/open.ts'

/**
 * Locks an app: all vaults refuse its keys of the config file, and those of its agents there, and every key in the
 * database is revoked. Resolves with the number that were live.
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

/**
 * Accepts keys of the config file again. The key that was refused stays refused, even by a vault that still has it in
 * its configuration.
 */
export async function unlockApp(storage: Storage, app: string): Promise<void> {
  await storage.updateTable('appAccess').set({ configKeyRefusedAt: null }).where('appId', '=', app).execute()
}
