import { AGENT_KEY_SCOPES, type AgentType, type KeyScope, type PolicyRule } from '@alter/protocol'
import {
  agentDisplayName,
  agentKeyScopes,
  agentMetadata,
  agentName,
  agentRules,
  agentScopes,
} from '@alter/protocol/schema'
import { z } from 'zod'
import { sha256 } from '../crypto/hash.ts'
import { missingScopes, type Provider } from '../providers/provider.ts'

/** An agent in the config file. It is listed like other agents, and can only be changed in the file. */
export interface AgentConfig {
  /** Name of the agent within its app: lower case letters, digits, `-` and `_`. A new name makes a new agent. */
  name: string
  /** Its key, `alter_key_agent_…`; several while they are rotated. Default: hashes are given instead. */
  api_key?: string | string[]
  /** SHA-256 of its key in hex; several while they are rotated. Default: the key itself is given instead. */
  api_key_sha256?: string | string[]
  /** What its keys may do. Default: `request`, `connect` and `grants:read`, which is the most they may do. */
  key_scopes?: KeyScope[]
  /** Name that people read. Default: the name. */
  display_name?: string
  /** `service` for a program that always does the same; `agent` for one that decides for itself. Default: `agent`. */
  type?: AgentType
  /** The most scopes that it may hold, by provider id. Default: all that is delegated to it. */
  scopes?: Record<string, string[]>
  /** Rules for each of its calls. All of them must allow a call. Default: none. */
  policies?: PolicyRule[]
  /** Data that the app keeps with it. Default: none. */
  metadata?: Record<string, string>
  /** Whether all of its requests are refused. Default: false. */
  paused?: boolean
}

/** An agent of the config file, checked and with every default filled in. */
export interface FileAgent {
  /** The id depends on the app and the name only, so it stays the same while these do. */
  id: string
  name: string
  displayName: string
  type: AgentType
  isPaused: boolean
  scopes: Record<string, string[]> | null
  rules: PolicyRule[]
  metadata: Record<string, string>
  keyHashes: string[]
  keyScopes: KeyScope[]
}

/** Agents of one app in the file. */
export const MOST_FILE_AGENTS = 200

/** Keys of one agent in the file: the present one, and older ones during a rotation. */
const MOST_KEYS = 10

function oneOrMore(schema: z.ZodType<string>) {
  return z.union([schema, z.array(schema).min(1).max(MOST_KEYS)]).exactOptional()
}

const KEY_RULE = 'must be alter_key_agent_ and at least 16 random characters'
const HASH_RULE = 'must be 64 hexadecimal digits'

/** The schema of an agent in the file. */
export const agentConfig: z.ZodType<AgentConfig> = z.strictObject({
  name: agentName,
  api_key: oneOrMore(z.string().regex(/^alter_key_agent_[\w-]{16,}$/, KEY_RULE)),
  api_key_sha256: oneOrMore(z.string().regex(/^[0-9a-f]{64}$/, HASH_RULE)),
  key_scopes: agentKeyScopes.exactOptional(),
  display_name: agentDisplayName.exactOptional(),
  type: z.enum(['agent', 'service']).exactOptional(),
  scopes: agentScopes.exactOptional(),
  policies: agentRules.exactOptional(),
  metadata: agentMetadata.exactOptional(),
  paused: z.boolean().exactOptional(),
})

type Report = (path: PropertyKey[], message: string) => void

/** Resolves the agents of an app's configuration, and reports settings that make no sense. */
export function resolveAgents(
  app: { id: string; agents?: AgentConfig[]; providers: ReadonlyMap<string, Provider> },
  report: Report,
): FileAgent[] {
  const names = (app.agents ?? []).map(({ name }) => name)
  return (app.agents ?? []).map((agent, index) => {
    if (names.indexOf(agent.name) !== index) report([index, 'name'], 'is also used by another agent')
    if ((agent.api_key === undefined) === (agent.api_key_sha256 === undefined)) {
      report([index, 'api_key'], 'set either api_key or api_key_sha256')
    }
    const fault = scopeFault(app.providers, agent.scopes ?? {})
    if (fault) report([index, 'scopes', fault.provider], fault.reason)
    return {
      id: fileAgentId(app.id, agent.name),
      name: agent.name,
      displayName: agent.display_name ?? agent.name,
      type: agent.type ?? 'agent',
      isPaused: agent.paused ?? false,
      scopes: agent.scopes ?? null,
      rules: agent.policies ?? [],
      metadata: agent.metadata ?? {},
      keyHashes:
        agent.api_key === undefined ? listOf(agent.api_key_sha256) : listOf(agent.api_key).map(sha256),
      keyScopes: [...new Set(agent.key_scopes ?? AGENT_KEY_SCOPES)],
    }
  })
}

/** Its form differs from the ids of agents in the database. */
function fileAgentId(app: string, name: string): string {
  return `file-${sha256(JSON.stringify(['agent', app, name])).slice(0, 32)}`
}

function listOf(texts: string | string[] | undefined): string[] {
  return texts === undefined ? [] : [texts].flat()
}

/** Why an agent cannot hold these scopes: the app has no provider of that id, or the provider has no such scope. */
export function scopeFault(
  providers: ReadonlyMap<string, Provider>,
  scopes: Record<string, string[]>,
): { provider: string; reason: string } | undefined {
  for (const [id, asked] of Object.entries(scopes)) {
    const provider = providers.get(id)
    if (!provider) {
      const configured = [...providers.keys()].join(', ') || 'none'
      return { provider: id, reason: `is not a provider of this app; configured: ${configured}` }
    }
    const [refused] = missingScopes(provider, asked, provider.scopes)
    if (refused !== undefined) {
      const allowed = provider.scopes.join(', ') || 'none'
      return { provider: id, reason: `${refused} is not allowed; allowed: ${allowed}` }
    }
  }
  return undefined
}
