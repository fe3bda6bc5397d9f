import type { WalletDelegation } from '@alter/protocol'
import type { Audit } from '../audit-event.ts'
import type { App } from '../config/settings.ts'
import type { StoredDelegation } from '../grants/delegation.ts'
import type { DelegationStore } from '../grants/delegations.ts'
import { earliest } from '../grants/ends.ts'
import { isoTime } from '../grants/grant.ts'
import type { GrantStore } from '../grants/store.ts'
import type { AgentStore } from '../identity/keys/agent-store.ts'
import type { StoredAgent } from '../identity/keys/agent.ts'
import { ProblemError } from '../problem.ts'
import type { Provider } from '../providers/provider.ts'
import type { Language } from '../providers/scope-words.ts'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'
import type { Holding } from './holdings.ts'
import { permissionsOf } from './permissions.ts'

export interface AgentParts {
  storage: Storage
  agents: Pick<AgentStore, 'find'>
  delegations: Pick<DelegationStore, 'ofUser' | 'end'>
  store: Pick<GrantStore, 'find'>
  audit: Audit
  now: () => number
}

/** Finds agents by id, if anybody still knows them. Each agent is looked up once. */
export type FindAgent = (app: App | null, id: string) => Promise<StoredAgent | null>

export function agentFinder({ agents }: Pick<AgentParts, 'agents'>): FindAgent {
  const known = new Map<string, Promise<StoredAgent | null>>()
  return (app, id) => {
    // The app is no longer configured. Its agents' names were in its configuration, or are in rows whose seal cannot be
    // checked without it.
    if (app === null) return Promise.resolve(null)
    const found = known.get(id) ?? agents.find(app, id)
    known.set(id, found)
    return found
  }
}

/** The user's live delegations, each with the app's holding. */
export async function delegationsOf(
  { delegations }: Pick<AgentParts, 'delegations'>,
  holdings: Holding[],
): Promise<{ holding: Holding; delegation: StoredDelegation }[]> {
  const all = await Promise.all(
    holdings.flatMap((holding) =>
      holding.users.map(async ({ id }) => {
        const given = await delegations.ofUser(holding.appId, id)
        return given.map((delegation) => ({ holding, delegation }))
      }),
    ),
  )
  return all.flat()
}

/** The agents of the user's delegations, also of ended ones, because what those agents did is still shown. */
export async function agentsEverOf(
  { storage }: Pick<AgentParts, 'storage'>,
  holdings: Holding[],
): Promise<{ holding: Holding; agentId: string }[]> {
  const users = holdings.flatMap((holding) => holding.users.map(({ id }) => id))
  if (users.length === 0) return []
  const rows = await storage
    .selectFrom('delegations')
    .select(['appId', 'agentId'])
    .distinct()
    .where('userId', 'in', padded(users))
    .execute()
  return rows.flatMap(({ appId, agentId }) => {
    const holding = holdings.find((each) => each.appId === appId)
    return holding ? [{ holding, agentId }] : []
  })
}

/**
 * A delegation as its user sees it.
 * @param grantEndsAt when its grant ends by itself; the delegation ends then too
 */
export function describeDelegation(
  delegation: StoredDelegation,
  agent: StoredAgent | null,
  {
    provider,
    grantEndsAt,
    language,
  }: { provider: Provider | undefined; grantEndsAt: number | null; language: Language },
): WalletDelegation {
  const endsAt = earliest([delegation.expiresAt, grantEndsAt])
  const { lastUsedAt, createdAt, agentId, rules } = delegation
  return {
    delegation_id: delegation.id,
    agent_id: agentId,
    agent_name: agent?.displayName ?? agentId,
    agent_type: agent?.type ?? 'agent',
    agent_status: agent?.status ?? 'revoked',
    rules: [...(agent?.rules ?? []), ...rules],
    permissions: permissionsOf(provider, agent?.scopes?.[delegation.provider] ?? [], language),
    created_at: isoTime(createdAt),
    last_used_at: lastUsedAt === null ? null : isoTime(lastUsedAt),
    ...(endsAt !== null && { ends_at: isoTime(endsAt) }),
  }
}

/** Ends a delegation of the user. The connection stays. Throws `not_found`, also for a delegation of somebody else. */
export async function removeDelegation(
  parts: AgentParts,
  holdings: Holding[],
  id: string,
): Promise<{ removedAt: number }> {
  const { delegations, audit, now } = parts
  const own = (await delegationsOf(parts, holdings)).find(({ delegation }) => delegation.id === id)
  if (!own) return { removedAt: await endOfOwn(parts, holdings, id) }
  const { grantId, agentId, appId, userId, provider } = own.delegation
  const startedAt = now()
  const grant = await parts.store.find(appId, grantId)
  if (grant) await delegations.end(grant, agentId)
  audit.record({
    app: appId,
    user: userId,
    grant: grantId,
    provider,
    agent: agentId,
    delegation: id,
    action: 'revoke_delegation',
    outcome: 'ok',
    vaultReason: 'by the user, in the Wallet',
    startedAt,
  })
  return { removedAt: startedAt }
}

/** When a delegation of the user ended. */
async function endOfOwn({ storage, now }: AgentParts, holdings: Holding[], id: string): Promise<number> {
  const row = await storage
    .selectFrom('delegations')
    .select(['userId', 'endedAt', 'expiresAt'])
    .where('id', '=', id)
    .executeTakeFirst()
  const isOwn = row && holdings.some(({ users }) => users.some((user) => user.id === row.userId))
  if (isOwn) return row.endedAt ?? row.expiresAt ?? now()
  throw new ProblemError('not_found', `No agent ${id.slice(0, 64)} may use a connection of yours.`)
}
