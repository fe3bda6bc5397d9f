import type {
  AgentType,
  CreateAgentKeyRequest,
  CreateAgentRequest,
  KeyScope,
  PolicyRule,
  RevokeAgentKeyRequest,
  UpdateAgentRequest,
} from '@alter/protocol'
import { checkOptions, type CallOptions } from './call.ts'
import type { Fields } from './fields.ts'
import { type ApiKey, type CreatedApiKey, readCreatedKey, readKey } from './keys.ts'
import { type AgentInfo, readAgent } from './me.ts'
import { present } from './present.ts'
import type { Settings } from './settings.ts'
import { buildVaultCall, segment, type Ask } from './vault-call.ts'
import { callVault } from './vault-client.ts'

/** An agent of the app, as the app sees it. */
export interface ManagedAgent extends AgentInfo {
  /** `service` does always the same; `agent` decides for itself. */
  type: AgentType
  /** Scopes that it may hold at most, by provider id. Absent: whatever is delegated to it. */
  scopes?: Record<string, string[]>
  /** What limits each of its calls. */
  policy: AgentPolicyRules
  /** What the app keeps with it. */
  metadata: Record<string, string>
  /** `file`: it stands in the configuration of the vault and cannot be changed here. */
  source: 'api' | 'file'
  /** ISO 8601. Absent for one of the configuration. */
  createdAt?: string
}

/** Rules over each call of an agent. */
export interface AgentPolicyRules {
  /** All must allow. */
  rules: PolicyRule[]
}

/** A new agent with its first key, which nobody can read again. */
export interface CreatedAgent extends ManagedAgent {
  /** Absent where the same `idempotencyKey` made this agent before. */
  key?: CreatedApiKey
}

/** How a call about agents is made. */
type AgentCallOptions = Pick<CallOptions, 'timeout' | 'signal'>

/** What a new agent is to be. */
export interface CreateAgentOptions extends AgentCallOptions {
  /** Unique in the app: 1 to 64 lower case letters, digits, `-` and `_`. */
  name: string
  /** What people read, at most 100 characters; always shown as text. Default: the name. */
  displayName?: string | undefined
  /** `service` does always the same; `agent` decides for itself. Default: `agent`. */
  type?: AgentType | undefined
  /** Scopes that it may hold at most, by provider id. Default: whatever is delegated to it. */
  scopes?: Record<string, string[]> | undefined
  /** What limits each of its calls, at most 20 rules. Default: nothing of its own. */
  policy?: AgentPolicyRules | undefined
  /** What the app keeps with it, at most 4 KB as JSON. Default: nothing. */
  metadata?: Record<string, string> | undefined
  /** What its first key may do. Default: `request`, `connect` and `grants:read`, as far as the key that asks may. */
  keyScopes?: KeyScope[] | undefined
  /** The same value within a day makes the same agent once. Default: none. */
  idempotencyKey?: string | undefined
}

/** What of an agent changes. What is left out stays. */
export interface UpdateAgentOptions extends AgentCallOptions {
  /** What people read. Default: as it is. */
  displayName?: string | undefined
  /** `paused` stops every call from the next one on. Default: as it is. */
  status?: 'active' | 'paused' | undefined
  /** `null` removes the limit. Default: as it is. */
  scopes?: Record<string, string[]> | null | undefined
  /** All of its rules from now on. Default: as they are. */
  policy?: AgentPolicyRules | undefined
  /** All of it from now on. Default: as it is. */
  metadata?: Record<string, string> | undefined
}

/** What a new key of an agent may do. */
export interface MintAgentKeyOptions extends AgentCallOptions {
  /** What tells it from the others in a listing. Default: `key`. */
  name?: string | undefined
  /** Of `request`, `connect` and `grants:read`. Default: all of those, as far as the key that asks may. */
  scopes?: KeyScope[] | undefined
  /** Addresses and CIDR ranges it may be used from. Default: those of the key that asks. */
  ranges?: string[] | undefined
  /** Whether each of its calls needs a user's JWT too. Default: false. */
  userTokenRequired?: boolean | undefined
  /** Seconds that it lives. Default: as long as the key that asks. */
  expiresIn?: number | undefined
}

/**
 * The app's agents, for a key with the scopes `agents:read` and `agents:write`. Each throws `InsufficientScopeError`
 * without them, an AlterError `not_found` for an agent that is not there, and `InvalidRequestError` where one of the
 * configuration is to be changed.
 */
export interface Agents {
  /**
   * Makes an agent and its first key.
   * @example
   * const { key } = await app.agents.create({ name: 'research-bot', displayName: 'Research' })
   * const agent = new Agent({ apiKey: key?.apiKey, baseUrl })
   */
  create: (options: CreateAgentOptions) => Promise<CreatedAgent>
  /** All agents by name, those of the configuration too; not those that were deleted. */
  list: (options?: AgentCallOptions) => Promise<ManagedAgent[]>
  /** One agent, for a year one that was deleted too. */
  get: (agentId: string, options?: AgentCallOptions) => Promise<ManagedAgent>
  /** The agent of this name; `undefined` where there is none. */
  getByName: (name: string, options?: AgentCallOptions) => Promise<ManagedAgent | undefined>
  /** Changes an agent; every vault goes by it with the next call. */
  update: (agentId: string, options: UpdateAgentOptions) => Promise<ManagedAgent>
  /** Stops every call of an agent from the next one on: they throw `AgentInactiveError`. */
  pause: (agentId: string, options?: AgentCallOptions) => Promise<ManagedAgent>
  /** Lets a paused agent go on. */
  resume: (agentId: string, options?: AgentCallOptions) => Promise<ManagedAgent>
  /** Ends an agent, its keys and all that users let it use; cannot be undone. The grants themselves go on. */
  delete: (agentId: string, options?: AgentCallOptions) => Promise<ManagedAgent>
  /** Makes another key of an agent. Several are alive at once, so that a rotation has no gap. */
  mintKey: (agentId: string, options?: MintAgentKeyOptions) => Promise<CreatedApiKey>
  /** All keys of an agent, oldest first; none for one of the configuration. */
  listKeys: (agentId: string, options?: AgentCallOptions) => Promise<ApiKey[]>
  /** Marks a key that nobody should use any more. It goes on until it is revoked. */
  deprecateKey: (agentId: string, keyId: string, options?: AgentCallOptions) => Promise<ApiKey>
  /**
   * Ends a key: every vault refuses it with the next call.
   * @param options `force`: also the last key of the agent that opens anything; without it that throws
   *   `InvalidRequestError`. Default: false
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
      if (typeof name !== 'string' || name === '') throw new TypeError('name is not a text.')
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
