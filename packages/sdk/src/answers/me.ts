import type { AgentStatus, KeyScope } from '@alter/protocol'
import type { Fields } from '../fields.ts'
import { present } from '../present.ts'

/** An agent as it sees itself. */
export interface AgentInfo {
  /** Names the agent. */
  agentId: string
  /** Name, unique in its app. */
  name: string
  /** Name that people read. */
  displayName: string
  /** Whether its calls are accepted; only an `active` agent may call. */
  status: AgentStatus
}

/** The owner of the key, and what the key may do. */
export interface Me {
  /** The app, or the agent's app. */
  app: {
    /** Id in the vault's configuration. */
    id: string
    /** Name that people read. */
    name: string
  }
  /** The agent. Absent for a key of the app itself. */
  agent?: AgentInfo
  /** What the key may do. */
  scopes: (KeyScope | (string & {}))[]
}

export function readMe(fields: Fields): Me {
  return present({
    app: fields.within('app', (app) => ({ id: app.text('id'), name: app.text('name') })),
    agent: fields.optionalWithin('agent', readAgent),
    scopes: fields.texts('scopes'),
  })
}

export function readAgent(fields: Fields): AgentInfo {
  return {
    agentId: fields.text('agent_id'),
    name: fields.text('name'),
    displayName: fields.text('display_name'),
    status: fields.oneOf('status', ['active', 'paused', 'revoked']),
  }
}
