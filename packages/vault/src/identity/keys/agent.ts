import type { AgentStatus, AgentType, PolicyRule } from '@alter/protocol'
import type { FileAgent } from '../../config/agents.ts'

/** The properties of an agent that its calls depend on. */
export interface CallingAgent {
  id: string
  name: string
  displayName: string
  status: AgentStatus
  /** The most scopes that it may hold, by provider; `null` for all that is delegated to it. */
  scopes: Record<string, string[]> | null
  rules: PolicyRule[]
}

/** An agent of an app, from the database or from the config file. */
export interface StoredAgent extends CallingAgent {
  appId: string
  type: AgentType
  metadata: Record<string, string>
  source: 'api' | 'file'
  /** `null` for an agent of the config file. */
  createdAt: number | null
  revokedAt: number | null
}

/** An agent of the config file, in the form of agents from the database. */
export function agentOfFile(app: string, agent: FileAgent): StoredAgent {
  const { id, name, displayName, type, isPaused, scopes, rules, metadata } = agent
  return {
    id,
    appId: app,
    name,
    displayName,
    type,
    status: isPaused ? 'paused' : 'active',
    scopes,
    rules,
    metadata,
    source: 'file',
    createdAt: null,
    revokedAt: null,
  }
}
