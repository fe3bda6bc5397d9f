import type { ApiKey, CreatedApiKey, KeyScope } from './key.ts'
import type { PolicyRule } from './policy.ts'

/** `agent` decides for itself what it does; `service` is a program that does always the same. */
export type AgentType = 'agent' | 'service'

/** Only an `active` agent calls. A `paused` one can be resumed, a `revoked` one cannot. */
export type AgentStatus = 'active' | 'paused' | 'revoked'

/** A named workload of an app, with keys of its own. It uses what users delegated to it. */
export interface Agent {
  /** The same for its whole life, also in the audit. */
  agent_id: string
  /** Unique in its app: lower case letters, digits, `-` and `_`; 64 at most. */
  name: string
  /** What people read. */
  display_name: string
  /** What the app says it is; the vault treats both alike. */
  type: AgentType
  /** Whether its keys open anything. */
  status: AgentStatus
  /** Scopes that it may hold at most, by provider id; absent: whatever is delegated to it. */
  scopes?: Record<string, string[]>
  /** Rules over each of its calls. */
  rules: PolicyRule[]
  /** What the app keeps with it; the vault does not read it. */
  metadata: Record<string, string>
  /** `file`: it is in the vault's configuration and cannot be changed over the API. */
  source: 'api' | 'file'
  /** ISO 8601; absent for one of the configuration. */
  created_at?: string
}

/** `GET /sdk/agents`, by name. */
export interface AgentList {
  /** Those of the configuration file too; none that was deleted. */
  agents: Agent[]
}

/** Body of `POST /sdk/agents`. */
export interface CreateAgentRequest {
  /** Unique in its app: lower case letters, digits, `-` and `_`; 64 at most. */
  name: string
  /** Default: the name. */
  display_name?: string
  /** Default: `agent`. */
  type?: AgentType
  /** Scopes that it may hold at most, by provider id. Default: no limit. */
  scopes?: Record<string, string[]>
  /** Rules over each of its calls; 20 at most. Default: none. */
  rules?: PolicyRule[]
  /** What the app keeps with it: 20 texts, 4 KB as JSON. Default: nothing. */
  metadata?: Record<string, string>
  /** What its first key may do: `request`, `connect`, `grants:read`. Default: those of them that the key that asks has too. */
  key_scopes?: KeyScope[]
  /** The same value within a day makes the same agent once; the key is in the first answer only. */
  idempotency_key?: string
}

/** Body of `PATCH /sdk/agents/{id}`. What is left out stays. */
export interface UpdateAgentRequest {
  /** What people read. Absent: it stays. */
  display_name?: string
  /** `paused` stops every call from the next one on, `active` lets it go on. Absent: it stays. */
  status?: 'active' | 'paused'
  /** `null` removes the limit. Absent: it stays. */
  scopes?: Record<string, string[]> | null
  /** Replaces all of its rules. Absent: they stay. */
  rules?: PolicyRule[]
  /** Replaces all of its metadata. Absent: it stays. */
  metadata?: Record<string, string>
}

/** `201` of `POST /sdk/agents`: the key is shown this once. `200`, without it, for an `idempotency_key` seen before. */
export interface CreatedAgent extends Agent {
  /** Its first key. Absent where the same `idempotency_key` made the agent before. */
  key?: CreatedApiKey
}

/** `GET /sdk/agents/{id}/keys`, oldest first. */
export interface AgentKeyList {
  /** Without the keys themselves, which nobody can read again. */
  keys: ApiKey[]
}

/** Who a key belongs to: `GET /sdk/me`, which works for a paused agent too. */
export interface Me {
  /** The app that the key is of. */
  app: {
    /** As in the vault's configuration. */
    id: string
    /** What people read. */
    name: string
  }
  /** Absent for a key of the app itself. */
  agent?: Agent
  /** What the key that asks may do. */
  scopes: KeyScope[]
}
