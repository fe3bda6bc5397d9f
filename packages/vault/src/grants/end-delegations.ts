import type { ExpressionBuilder, Kysely } from 'kysely'
import { holdUsers } from '../storage/hold-users.ts'
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
  await holdUsers(
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
