import type { App } from '../config/settings.ts'
import type { AccessTokens } from '../grants/access.ts'
import type { Chosen } from '../grants/chosen.ts'
import type { DelegationStore } from '../grants/delegations.ts'
import type { GrantFinder } from '../grants/known.ts'
import { agentOfFile, type CallingAgent } from '../identity/keys/agent.ts'
import type { KeyStore } from '../identity/keys/key-store.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { Standing } from '../storage/standing.ts'
import type { StoredApproval } from './approval.ts'

export interface ChainParts {
  apps: App[]
  storage: Storage
  keyStore: Pick<KeyStore, 'ofHash'>
  standing: Standing
  delegations: Pick<DelegationStore, 'find'>
  grants: GrantFinder
  tokens: Pick<AccessTokens, 'assertAlive'>
  now: () => number
}

/** Checks what an approval depends on: its key, agent, user, grant and delegation. */
export interface Chain {
  /** The app of the approval. Throws when it is no longer configured. */
  appOf(approval: StoredApproval): App
  /**
   * The agent as it stands now; `null` when a key of the app itself asked. Throws `invalid_api_key` or
   * `insufficient_scope` when the key may no longer call a provider, and `agent_inactive` when the agent is paused or
   * deleted.
   */
  agentOf(approval: StoredApproval): Promise<CallingAgent | null>
  /** The grant and its delegation as they stand now. Throws the problem that tells why one of them ended. */
  chosenFor(approval: StoredApproval): Promise<Chosen>
  /** Checks all of them. Throws the problem of the first one that has ended. */
  assertStands(approval: StoredApproval): Promise<void>
}

export function createChain({
  apps,
  storage,
  keyStore,
  standing,
  delegations,
  grants,
  tokens,
  now,
}: ChainParts): Chain {
  const appOf: Chain['appOf'] = ({ appId }) => {
    const app = apps.find(({ id }) => id === appId)
    if (app) return app
    throw new ProblemError('not_found', `There is no app ${appId.slice(0, 64)} any more.`)
  }
  /** The agent whose key in the config file asked. The row does not say which of its keys it was. */
  async function agentOfFileKey(approval: StoredApproval): Promise<CallingAgent | null> {
    const app = appOf(approval)
    const agent = app.agents.find(({ id }) => id === approval.agentId)
    if (!agent && approval.agentId !== null) throw inactive()
    const { configKeyRefusedAt, refusedKeyHash } = await standing.access(app.id)
    const refused = refusedKeyHash?.split(' ') ?? []
    const hashes = agent ? agent.keyHashes : app.apiKeyHash === null ? [] : [app.apiKeyHash]
    const isOpen = configKeyRefusedAt === null && hashes.some((hash) => !refused.includes(hash))
    if (!isOpen) throw keyGone()
    if (agent && !agent.keyScopes.includes('request')) throw tooNarrow()
    return agent ? agentOfFile(app.id, agent) : null
  }
  async function agentOfStoredKey(approval: StoredApproval): Promise<CallingAgent | null> {
    const app = appOf(approval)
    const row = await storage
      .selectFrom('keys')
      .select('hash')
      .where('id', '=', approval.keyId)
      .executeTakeFirst()
    // Looked up by its hash as in any other call, because that look-up also checks the seal.
    const found = row && (await keyStore.ofHash(row.hash))
    const key = found?.key
    const isLive =
      key?.appId === app.id &&
      key.agentId === approval.agentId &&
      key.revokedAt === null &&
      (key.expiresAt === null || now() < key.expiresAt)
    if (!isLive) throw keyGone()
    if (!key.scopes.includes('request')) throw tooNarrow()
    return found?.agent ?? null
  }
  const agentOf: Chain['agentOf'] = async (approval) => {
    const agent = await (approval.keyId === 'config' ? agentOfFileKey(approval) : agentOfStoredKey(approval))
    if ((agent?.id ?? null) !== approval.agentId) throw inactive()
    if (agent && agent.status !== 'active') throw inactive()
    return agent
  }
  const chosenFor: Chain['chosenFor'] = async (approval) => {
    const { appId, grantId, userId, agentId, delegationId } = approval
    const stored = await grants.find(appId, grantId)
    const grant = stored && stored.userId === userId ? await grants.current(stored) : null
    if (!grant) throw new ProblemError('grant_not_found', `There is no grant ${grantId} any more.`)
    await tokens.assertAlive(grant)
    if (agentId === null) return { grant, delegation: null }
    const delegation = await delegations.find(appId, grantId, agentId)
    // A delegation that the user gave again has a new id. It is another permission.
    if (delegation && delegation.id === delegationId) return { grant, delegation }
    throw new ProblemError('no_delegated_grant', 'The user no longer lets this agent use the connection.', {
      grant_id: grantId,
      provider: approval.provider,
    })
  }
  return {
    appOf,
    agentOf,
    chosenFor,
    async assertStands(approval) {
      await agentOf(approval)
      await chosenFor(approval)
    },
  }
}

function inactive(): ProblemError {
  return new ProblemError('agent_inactive', 'The agent that asked for this is paused, or was deleted.')
}

function tooNarrow(): ProblemError {
  return new ProblemError(
    'insufficient_scope',
    'The API key that asked for this may not call providers any more.',
  )
}

function keyGone(): ProblemError {
  return new ProblemError('invalid_api_key', 'The API key that asked for this has ended.')
}
