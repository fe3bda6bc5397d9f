import type { AgentStatus, AgentType, PolicyRule } from '@alter/protocol'
import type { FileAgent } from '../config/agents.ts'

/** All of an agent that its calls depend on. */
export interface CallingAgent {
  id: string
  name: string
  displayName: string
  status: AgentStatus
  /** Scopes that it may hold at most, by provider; `null` for whatever is delegated to it. */
  scopes: Record<string, string[]> | null
  rules: PolicyRule[]
}

/** An agent of an app, of the database or of the config file. */
export interface StoredAgent extends CallingAgent {
  appId: string
  type: AgentType
  metadata: Record<string, string>
  source: 'api' | 'file'
  /** `null` for one of the config file. */
  createdAt: number | null
  revokedAt: number | null
}

/** An agent of the config file, as those of the database are. */
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
