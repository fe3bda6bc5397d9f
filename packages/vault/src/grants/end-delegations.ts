import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import { padded } from '../storage/padded.ts'
import type { Tables } from '../storage/schema.ts'
import type { DelegationRow } from '../storage/schema/delegations.ts'

/** Selects the delegations to end. */
export interface EndedDelegations {
  grantId: string
  /** Default: those of all agents. */
  agentId?: string
}

/**
 * Ends delegations in the transaction that ends what they depend on; resolves with them. The remaining rows have no
 * seal, so nobody without the master key can revive them.
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
 * Locks the users until the transaction ends. A transaction that ends a grant locks its user before its delegations; in
 * another order two transactions could wait for each other. SQLite has no locking reads, so the rows are rewritten
 * unchanged.
 */
export async function lockGivers(transaction: Kysely<Tables>, users: string[]): Promise<void> {
  await transaction
    .updateTable('users')
    .set({ lastSeenAt: sql<number>`last_seen_at` })
    .where('id', 'in', padded(users))
    .execute()
}
