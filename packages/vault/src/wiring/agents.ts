import { endDelegationsOfAgent } from '../grants/end-agent-delegations.ts'
import { type AgentStore, createAgentStore } from '../identity/keys/agent-store.ts'
import type { Grants } from './grants.ts'
import type { Ground } from './ground.ts'

/** When an agent is deleted, its delegations end too. */
export function wireAgents({ storage, keyring, now }: Ground, { agentDelegations }: Grants): AgentStore {
  return createAgentStore({
    storage,
    seals: keyring,
    endDelegations: (app, agent) => endDelegationsOfAgent(agentDelegations, app, agent),
    now,
  })
}
