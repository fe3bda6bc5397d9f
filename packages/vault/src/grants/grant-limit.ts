import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { StoredGrant } from './grant.ts'

/** The user has as many grants as the limit allows. */
export class TooManyGrantsError extends Error {
  override readonly name = 'TooManyGrantsError'
}

/**
 * Throws a `TooManyGrantsError` in the transaction that wrote a user's grant. Counts after the write, because the
 * version's trigger makes other writers of the same user wait.
 */
export async function assertGrantsWithin(
  storage: Kysely<Tables>,
  { appId, userId }: StoredGrant,
  most: number,
): Promise<void> {
  if (userId === '') return
  const rows = await storage
    .selectFrom('grants')
    .select('id')
    .where('appId', '=', appId)
    .where('userId', '=', userId)
    .where('status', '=', 'active')
    .limit(most + 1)
    .execute()
  if (rows.length > most) throw new TooManyGrantsError(`a user has more than ${most} grants`)
}
