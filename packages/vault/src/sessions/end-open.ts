import type { Storage } from '../storage/open.ts'
import { LONGEST_GRACE } from './session.ts'

/** Ends the flows of an app that are under way: what their users still do at a provider is not stored. */
export const endOpenSessions = async (storage: Storage, app: string, now: number): Promise<number> => {
  const { numUpdatedRows } = await storage
    .updateTable('sessions')
    .set((row) => ({ status: 'cancelled', endedAt: now, version: row('version', '+', 1) }))
    .where('appId', '=', app)
    .where('status', 'in', ['pending', 'open', 'authorizing'])
    .where('expiresAt', '>', now - LONGEST_GRACE)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
