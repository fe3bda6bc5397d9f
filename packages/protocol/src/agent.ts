import type { ApiKey, CreatedApiKey, KeyScope } from './key.ts'
import type { PolicyRule } from './policy.ts'

/** `agent` for a program that decides for itself what it does; `service` for one that always does the same. */
export type AgentType = 'agent' | 'service'

/** Only an `active` agent may call. A `paused` agent can be resumed, a `revoked` one cannot. */
export type AgentStatus = 'active' | 'paused' | 'revoked'

/** A named program of an app with keys of its own. It uses what users delegated to it. */
export interface Agent {
  /** Id that never changes, also in the audit. */
  agent_id: string
  /** Name, unique in its app: lower case letters, digits, `-` and `_`; 64 at most. */
  name: string
  /** Name that people read. */
  display_name: string
  /** What the app declares it to be. The vault treats both alike. */
  type: AgentType
  /** Whether its calls are accepted. */
  status: AgentStatus
  /** The most scopes that it may hold, by provider id. Absent when it may hold all that is delegated to it. */
  scopes?: Record<string, string[]>
  /** Rules for each of its calls. */
  rules: PolicyRule[]
  /** Data that the app keeps with it. The vault does not use it. */
  metadata: Record<string, string>
  /** `file` for an agent in the vault's configuration, which the API cannot change. */
  source: 'api' | 'file'
  /** ISO 8601. Absent for an agent of the configuration. */
  created_at?: string
}

/** `GET /sdk/agents`, by name. */
export interface AgentList {
  /** All agents that were not deleted, including those of the configuration file. */
  agents: Agent[]
}

/** Body of `POST /sdk/agents`. */
export interface CreateAgentRequest {
  /** Name, unique in its app: lower case letters, digits, `-` and `_`; 64 at most. */
  name: string
  /** Name that people read. Default: the name. */
  display_name?: string
  /** Kind of agent. Default: `agent`. */
  type?: AgentType
  /** The most scopes that it may hold, by provider id. Default: no limit. */
  scopes?: Record<string, string[]>
  /** Rules for each of its calls; 20 at most. Default: none. */
  rules?: PolicyRule[]
  /** Data that the app keeps with it: 20 texts, 4 KB as JSON. Default: none. */
  metadata?: Record<string, string>
  /** Scopes of its first key. Default: those of `request`, `connect` and `grants:read` that the calling key has. */
  key_scopes?: KeyScope[]
  /**
   * Repeating a request with the same value within a day creates no second agent; only the first answer has the key.
   * Default: none.
   */
  idempotency_key?: string
}

/** Body of `PATCH /sdk/agents/{id}`. Members that are left out stay as they are. */
export interface UpdateAgentRequest {
  /** Name that people read. Absent: unchanged. */
  display_name?: string
  /** `paused` refuses every call from the next one on; `active` accepts them again. Absent: unchanged. */
  status?: 'active' | 'paused'
  /** `null` removes the limit. Absent: unchanged. */
  scopes?: Record<string, string[]> | null
  /** Replaces all of its rules. Absent: unchanged. */
  rules?: PolicyRule[]
  /** Replaces all of its metadata. Absent: unchanged. */
  metadata?: Record<string, string>
}

/**
 * `201` of `POST /sdk/agents`, with the key, which is shown only here. For a repeated `idempotency_key` the status is
 * `200` and there is no key.
 */
export interface CreatedAgent extends Agent {
  /** Its first key. Absent when the same `idempotency_key` created the agent before. */
  key?: CreatedApiKey
}

/** `GET /sdk/agents/{id}/keys`, oldest first. */
export interface AgentKeyList {
  /** The keys without their secrets, which cannot be read again. */
  keys: ApiKey[]
}

/** `GET /sdk/me`: the owner of a key. It answers paused agents too. */
export interface Me {
  /** The app of the key. */
  app: {
    /** Id in the vault's configuration. */
    id: string
    /** Name that people read. */
    name: string
  }
  /** The agent of the key. Absent for a key of the app itself. */
  agent?: Agent
  /** What the key may do. */
  scopes: KeyScope[]
}
