import type {
  AgentType,
  CreateAgentKeyRequest,
  CreateAgentRequest,
  KeyScope,
  PolicyRule,
  RevokeAgentKeyRequest,
  UpdateAgentRequest,
} from '@alter/protocol'
import { type AgentInfo, readAgent } from './answers/me.ts'
import { checkOptions, type CallOptions } from './call.ts'
import type { Fields } from './fields.ts'
import { type ApiKey, type CreatedApiKey, readCreatedKey, readKey } from './keys.ts'
import { present } from './present.ts'
import type { Settings } from './settings.ts'
import { buildVaultCall, segment, type Ask } from './vault/vault-call.ts'
import { callVault } from './vault/vault-client.ts'

/** An agent of the app, as the app sees it. */
export interface ManagedAgent extends AgentInfo {
  /** `service` for a program that always does the same; `agent` for one that decides for itself. */
  type: AgentType
  /** The most scopes that it may hold, by provider id. Absent when it may hold all that is delegated to it. */
  scopes?: Record<string, string[]>
  /** The rules for each of its calls. */
  policy: AgentPolicyRules
  /** Data that the app keeps with it. */
  metadata: Record<string, string>
  /** `file` for an agent in the vault's configuration, which cannot be changed here. */
  source: 'api' | 'file'
  /** ISO 8601. Absent for an agent of the configuration. */
  createdAt?: string
}

/** Rules for each call of an agent. */
export interface AgentPolicyRules {
  /** All of them must allow a call. */
  rules: PolicyRule[]
}

/** A new agent with its first key. The key cannot be read again later. */
export interface CreatedAgent extends ManagedAgent {
  /** Absent when the same `idempotencyKey` created this agent before. */
  key?: CreatedApiKey
}

/** Options of a call about agents. */
type AgentCallOptions = Pick<CallOptions, 'timeout' | 'signal'>

/** A new agent. */
export interface CreateAgentOptions extends AgentCallOptions {
  /** Unique in the app: 1 to 64 lower case letters, digits, `-` and `_`. */
  name: string
  /** Name that people read, at most 100 characters; always shown as text. Default: the name. */
  displayName?: string | undefined
  /** `service` for a program that always does the same; `agent` for one that decides for itself. Default: `agent`. */
  type?: AgentType | undefined
  /** The most scopes that it may hold, by provider id. Default: all that is delegated to it. */
  scopes?: Record<string, string[]> | undefined
  /** Rules for each of its calls, at most 20. Default: none. */
  policy?: AgentPolicyRules | undefined
  /** Data that the app keeps with it, at most 4 KB as JSON. Default: none. */
  metadata?: Record<string, string> | undefined
  /** Scopes of its first key. Default: those of `request`, `connect` and `grants:read` that the calling key has. */
  keyScopes?: KeyScope[] | undefined
  /** Repeating a call with the same value within a day creates no second agent. Default: none. */
  idempotencyKey?: string | undefined
}

/** Changes to an agent. Fields that are left out stay as they are. */
export interface UpdateAgentOptions extends AgentCallOptions {
  /** Name that people read. Default: unchanged. */
  displayName?: string | undefined
  /** `paused` refuses every call from the next one on. Default: unchanged. */
  status?: 'active' | 'paused' | undefined
  /** `null` removes the limit. Default: unchanged. */
  scopes?: Record<string, string[]> | null | undefined
  /** Replaces all of its rules. Default: unchanged. */
  policy?: AgentPolicyRules | undefined
  /** Replaces all of its metadata. Default: unchanged. */
  metadata?: Record<string, string> | undefined
}

/** A new key of an agent. */
export interface MintAgentKeyOptions extends AgentCallOptions {
  /** Name that tells it from others in a listing. Default: `key`. */
  name?: string | undefined
  /** Some of `request`, `connect` and `grants:read`. Default: those of them that the calling key has. */
  scopes?: KeyScope[] | undefined
  /** Addresses and CIDR ranges that may use it. Default: those of the calling key. */
  ranges?: string[] | undefined
  /** Whether each of its calls also needs a user's JWT. Default: false. */
  userTokenRequired?: boolean | undefined
  /** Life in seconds. Default: as long as the calling key. */
  expiresIn?: number | undefined
}

/**
 * The app's agents, for a key with the scopes `agents:read` and `agents:write`. Without them each method throws an
 * `InsufficientScopeError`. An unknown agent is an AlterError `not_found`, and changing an agent of the configuration
 * throws an `InvalidRequestError`.
 */
export interface Agents {
  /**
   * Creates an agent and its first key.
   * @example
   * const { key } = await app.agents.create({ name: 'research-bot', displayName: 'Research' })
   * const agent = new Agent({ apiKey: key?.apiKey, baseUrl })
   */
  create: (options: CreateAgentOptions) => Promise<CreatedAgent>
  /** All agents by name, including those of the configuration, without deleted ones. */
  list: (options?: AgentCallOptions) => Promise<ManagedAgent[]>
  /** An agent by its id. Deleted agents are found for a year. */
  get: (agentId: string, options?: AgentCallOptions) => Promise<ManagedAgent>
  /** The agent of a name; `undefined` when there is none. */
  getByName: (name: string, options?: AgentCallOptions) => Promise<ManagedAgent | undefined>
  /** Changes an agent. Every vault applies the change from the next call on. */
  update: (agentId: string, options: UpdateAgentOptions) => Promise<ManagedAgent>
  /** Pauses an agent: its calls throw `AgentInactiveError` from the next one on. */
  pause: (agentId: string, options?: AgentCallOptions) => Promise<ManagedAgent>
  /** Resumes a paused agent. */
  resume: (agentId: string, options?: AgentCallOptions) => Promise<ManagedAgent>
  /** Deletes an agent, its keys and its delegations. This cannot be undone. The grants themselves stay. */
  delete: (agentId: string, options?: AgentCallOptions) => Promise<ManagedAgent>
  /** Creates another key of an agent. Several keys work at once, so that a rotation has no gap. */
  mintKey: (agentId: string, options?: MintAgentKeyOptions) => Promise<CreatedApiKey>
  /** All keys of an agent, oldest first; empty for an agent of the configuration. */
  listKeys: (agentId: string, options?: AgentCallOptions) => Promise<ApiKey[]>
  /** Marks a key as deprecated. It works until it is revoked. */
  deprecateKey: (agentId: string, keyId: string, options?: AgentCallOptions) => Promise<ApiKey>
  /**
   * Revokes a key: every vault refuses it from the next call on.
   * @param options `force` also revokes the agent's last usable key; otherwise that throws an `InvalidRequestError`.
   * Default: false
   */
  revokeKey: (
    agentId: string,
    keyId: string,
    options?: AgentCallOptions & { force?: boolean | undefined },
  ) => Promise<ApiKey>
}

const PATH = '/sdk/agents'

export function createAgents(settings: Settings): Agents {
  function ask<Answer>(
    options: AgentCallOptions,
    call: Ask,
    read: (fields: Fields) => Answer,
  ): Promise<Answer> {
    return callVault(settings, buildVaultCall(settings, options, call), read)
  }
  const update: Agents['update'] = async (agentId, options) => {
    checkOptions(options, "agents.update(agentId, { displayName: 'Research' })")
    const body: UpdateAgentRequest = present({
      display_name: options.displayName,
      status: options.status,
      scopes: options.scopes,
      rules: options.policy?.rules,
      metadata: options.metadata,
    })
    return ask(options, { method: 'PATCH', path: pathOf(agentId), body }, readManaged)
  }
  return {
    update,
    async create(options) {
      checkOptions(options, "agents.create({ name: 'research-bot' })")
      const body: CreateAgentRequest = present({
        name: options.name,
        display_name: options.displayName,
        type: options.type,
        scopes: options.scopes,
        rules: options.policy?.rules,
        metadata: options.metadata,
        key_scopes: options.keyScopes,
        idempotency_key: options.idempotencyKey,
      })
      return ask(options, { method: 'POST', path: PATH, body }, (fields) =>
        present({ ...readManaged(fields), key: fields.optionalWithin('key', readCreatedKey) }),
      )
    },
    async list(options = {}) {
      checkOptions(options, 'agents.list({ timeout: 5_000 })')
      return ask(options, { method: 'GET', path: PATH }, readList)
    },
    async get(agentId, options = {}) {
      checkOptions(options, 'agents.get(agentId, { timeout: 5_000 })')
      return ask(options, { method: 'GET', path: pathOf(agentId) }, readManaged)
    },
    async getByName(name, options = {}) {
      checkOptions(options, 'agents.getByName(name, { timeout: 5_000 })')
      if (typeof name !== 'string' || name === '') throw new TypeError('name is not a string.')
      const [agent] = await ask(options, { method: 'GET', path: PATH, query: { name } }, readList)
      return agent
    },
    pause: async (agentId, options = {}) => update(agentId, { ...options, status: 'paused' }),
    resume: async (agentId, options = {}) => update(agentId, { ...options, status: 'active' }),
    async delete(agentId, options = {}) {
      checkOptions(options, 'agents.delete(agentId, { timeout: 5_000 })')
      return ask(options, { method: 'DELETE', path: pathOf(agentId) }, readManaged)
    },
    async mintKey(agentId, options = {}) {
      checkOptions(options, "agents.mintKey(agentId, { name: 'worker' })")
      const body: CreateAgentKeyRequest = present({
        name: options.name,
        scopes: options.scopes,
        ranges: options.ranges,
        user_token_required: options.userTokenRequired,
        expires_in: options.expiresIn,
      })
      return ask(options, { method: 'POST', path: `${pathOf(agentId)}/keys`, body }, readCreatedKey)
    },
    async listKeys(agentId, options = {}) {
      checkOptions(options, 'agents.listKeys(agentId, { timeout: 5_000 })')
      return ask(options, { method: 'GET', path: `${pathOf(agentId)}/keys` }, (fields) =>
        fields.list('keys', readKey),
      )
    },
    async deprecateKey(agentId, keyId, options = {}) {
      checkOptions(options, 'agents.deprecateKey(agentId, keyId, { timeout: 5_000 })')
      return ask(options, { method: 'POST', path: `${pathOfKey(agentId, keyId)}/deprecate` }, readKey)
    },
    async revokeKey(agentId, keyId, options = {}) {
      checkOptions(options, 'agents.revokeKey(agentId, keyId, { force: true })')
      const body: RevokeAgentKeyRequest = present({ force: options.force })
      return ask(options, { method: 'POST', path: `${pathOfKey(agentId, keyId)}/revoke`, body }, readKey)
    },
  }
}

function pathOf(agentId: string): string {
  return `${PATH}/${segment(agentId, 'agentId')}`
}

function pathOfKey(agentId: string, keyId: string): string {
  return `${pathOf(agentId)}/keys/${segment(keyId, 'keyId')}`
}

function readList(fields: Fields): ManagedAgent[] {
  return fields.list('agents', readManaged)
}

function readManaged(fields: Fields): ManagedAgent {
  return present({
    ...readAgent(fields),
    type: fields.oneOf('type', ['agent', 'service']),
    scopes: fields.optionalTextsMap('scopes'),
    policy: { rules: fields.rules('rules') },
    metadata: fields.strings('metadata'),
    source: fields.oneOf('source', ['api', 'file']),
    createdAt: fields.optionalText('created_at'),
  })
}
