import type { Kysely } from 'kysely'
import type { DelegationRow, Tables } from '../storage/schema.ts'

/** Which delegations end. */
export type EndedDelegations = { grantId: string; agentId?: string } | { agentId: string; appId: string }

/**
 * Ends delegations in the transaction in which what they depend on ends; answers which. What is left has no seal, so
 * nobody without the master key revives it.
 */
export async function endDelegations(
  transaction: Kysely<Tables>,
  which: EndedDelegations,
  now: number,
): Promise<Pick<DelegationRow, 'id' | 'agentId'>[]> {
  let ending = transaction
    .updateTable('delegations')
    .set({ endedAt: now, seal: '' })
    .where('endedAt', 'is', null)
  if ('grantId' in which) ending = ending.where('grantId', '=', which.grantId)
  if ('appId' in which) ending = ending.where('appId', '=', which.appId)
  if (which.agentId !== undefined) ending = ending.where('agentId', '=', which.agentId)
  return ending.returning(['id', 'agentId']).execute()
}
