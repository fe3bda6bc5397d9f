import type { Kysely } from 'kysely'
import type { Tables } from '../storage/schema.ts'
import type { StoredGrant } from './grant.ts'

/**
 * Forgets what still waits for a yes at a grant that had ended and is connected again: it was asked for with the one
 * before. What is being sent, or was, stays known.
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
