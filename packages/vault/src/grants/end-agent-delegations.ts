import { holdUsers } from '../storage/hold-users.ts'
import { padded } from '../storage/padded.ts'
import type { Storage } from '../storage/open.ts'
import type { NoteGrantEvent } from './grant-event.ts'
import type { StoredGrant } from './grant.ts'
import { ownerColumns } from './owner.ts'
import type { GrantSeals } from './seal.ts'

export interface AgentDelegationParts {
  storage: Storage
  seals: Pick<GrantSeals, 'read'>
  noteEvent: NoteGrantEvent
  now: () => number
  /** Called with each grant of which a delegation ended in this process. */
  onEnd?: (grant: string) => void
}

/** Delegations that one transaction ends. It locks their users until it commits. */
const SLICE = 100

/**
 * Ends all delegations of a deleted agent, in slices, each with its webhook event. There is no hurry: the agent is
 * refused as soon as its row says that it is deleted. After a crash, {@link sweepAgentDelegations} ends the rest.
 */
export async function endDelegationsOfAgent(
  parts: AgentDelegationParts,
  app: string,
  agent: string,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    if (signal?.aborted === true) return
    const slice = await parts.storage
      .selectFrom('delegations')
      .select(['id', 'grantId', 'userId'])
      .where('appId', '=', app)
      .where('agentId', '=', agent)
      .where('endedAt', 'is', null)
      .limit(SLICE)
      .execute()
    if (slice.length > 0) await endSlice(parts, slice)
    if (slice.length < SLICE) return
  }
}

/** Ends delegations that deleted agents still have, because a flow was under way or a vault was killed. */
export async function sweepAgentDelegations(parts: AgentDelegationParts, signal: AbortSignal): Promise<void> {
  const left = await parts.storage
    .selectFrom('agents')
    .select(['appId', 'id'])
    .where('status', '=', 'revoked')
    .where((row) =>
      row.exists(
        row
          .selectFrom('delegations')
          .select('delegations.id')
          .whereRef('delegations.agentId', '=', 'agents.id')
          .where('delegations.endedAt', 'is', null),
      ),
    )
    .execute()
  for (const { appId, id } of left) await endDelegationsOfAgent(parts, appId, id, signal)
}

async function endSlice(
  { storage, seals, noteEvent, now, onEnd = () => undefined }: AgentDelegationParts,
  slice: { id: string; grantId: string; userId: string }[],
): Promise<void> {
  const grants = new Map<string, StoredGrant>()
  const rows = await storage
    .selectFrom('grants')
    .selectAll('grants')
    .select(ownerColumns('grants.userId'))
    .where('id', 'in', padded([...new Set(slice.map(({ grantId }) => grantId))]))
    .execute()
  for (const row of rows) grants.set(row.id, await seals.read(row))
  const ended = await storage.transaction().execute(async (transaction) => {
    await holdUsers(transaction, [...new Set(slice.map(({ userId }) => userId))])
    const changed = await transaction
      .updateTable('delegations')
      .set({ endedAt: now(), seal: '' })
      .where('id', 'in', padded(slice.map(({ id }) => id)))
      .where('endedAt', 'is', null)
      .returning(['id', 'agentId', 'grantId'])
      .execute()
    for (const { grantId, ...delegation } of changed) {
      const grant = grants.get(grantId)
      if (grant) await noteEvent(transaction, 'delegation.revoked', grant, { delegation })
    }
    return changed
  })
  for (const { grantId } of ended) onEnd(grantId)
}
