import type { Agent } from '@alter/protocol'
import type { StoredAgent } from './agent.ts'

/** An agent as it is listed. Agents of the database and of the config file look alike. */
export function describeAgent(agent: StoredAgent): Agent {
  return {
    agent_id: agent.id,
    name: agent.name,
    display_name: agent.displayName,
    type: agent.type,
    status: agent.status,
    ...(agent.scopes && { scopes: agent.scopes }),
    rules: agent.rules,
    metadata: agent.metadata,
    source: agent.source,
    ...(agent.createdAt !== null && { created_at: new Date(agent.createdAt).toISOString() }),
  }
}
