import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { StoredGrant } from './grant.ts'

/**
 * Forgets the approvals that wait at an ended grant which is connected again, because they were asked for with the old
 * grant. Requests that are being sent or were sent stay known.
 */
export async function endApprovals(
  transaction: Kysely<Tables>,
  { id, userId }: Pick<StoredGrant, 'id' | 'userId'>,
): Promise<void> {
  await transaction
    .deleteFrom('approvals')
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
    .where('grantId', '=', id)
    .where('status', 'in', ['pending', 'approved'])
    .execute()
}
