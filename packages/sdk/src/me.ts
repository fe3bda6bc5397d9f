import type { AgentStatus, KeyScope } from '@alter/protocol'
import type { Fields } from './fields.ts'
import { present } from './present.ts'

/** An agent as it sees itself. */
export interface AgentInfo {
  /** Names the agent. */
  agentId: string
  /** Unique in its app. */
  name: string
  /** What people read. */
  displayName: string
  /** Only an `active` agent calls. */
  status: AgentStatus
}

/** Whose key it is, and what it may do. */
export interface Me {
  /** The app, or the one that the agent belongs to. */
  app: {
    /** As in the vault's configuration. */
    id: string
    /** What people read. */
    name: string
  }
  /** Absent for a key of the app itself. */
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
