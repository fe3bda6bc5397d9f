import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import { padded } from '../storage/padded.ts'
import type { Tables } from '../storage/schema.ts'
import type { DelegationRow } from '../storage/schema/delegations.ts'

/** Which delegations end. */
export interface EndedDelegations {
  grantId: string
  /** Default: of all agents. */
  agentId?: string
}

/**
 * Ends delegations in the transaction in which what they depend on ends; answers which. What is left has no seal, so
 * nobody without the master key revives it.
 */
export async function endDelegations(
  transaction: Kysely<Tables>,
  which: EndedDelegations,
  now: number,
): Promise<Pick<DelegationRow, 'id' | 'agentId'>[]> {
  function isMeant(row: ExpressionBuilder<Tables, 'delegations'>) {
    return row.and([
      row('endedAt', 'is', null),
      row('grantId', '=', which.grantId),
      ...(which.agentId === undefined ? [] : [row('agentId', '=', which.agentId)]),
    ])
  }
  const givers = await transaction
    .selectFrom('delegations')
    .select('userId')
    .distinct()
    .where(isMeant)
    .execute()
  if (givers.length === 0) return []
  await lockGivers(
    transaction,
    givers.map(({ userId }) => userId),
  )
  return transaction
    .updateTable('delegations')
    .set({ endedAt: now, seal: '' })
    .where(isMeant)
    .returning(['id', 'agentId'])
    .execute()
}

/**
 * Has others who change the grants of the same users wait from here on. Whoever ends a grant holds its user before its
 * delegations; in the other order each would wait for the other. SQLite knows no locking reads, so the rows are written,
 * as they are.
 */
export async function lockGivers(transaction: Kysely<Tables>, users: string[]): Promise<void> {
  await transaction
    .updateTable('users')
    .set({ lastSeenAt: sql<number>`last_seen_at` })
    .where('id', 'in', padded(users))
    .execute()
}
