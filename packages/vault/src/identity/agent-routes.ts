import {
  AGENT_KEY_SCOPES,
  type AgentKeyList,
  type AgentList,
  type CreateAgentRequest,
  type CreatedAgent,
  type CreatedApiKey,
  HEADER,
  type PolicyRule,
  type UpdateAgentRequest,
} from '@alter/protocol'
import {
  createAgentKeyRequest,
  createAgentRequest,
  revokeAgentKeyRequest,
  updateAgentRequest,
} from '@alter/protocol/schema'
import { Hono } from 'hono'
import type { Audit, AuditEvent } from '../audit-event.ts'
import { scopeFault } from '../config/agents.ts'
import type { App } from '../config/settings.ts'
import { NO_WALLET, unanswerable } from '../config/user-approval.ts'
import { readJson, readQuery } from '../input.ts'
import { ProblemError, invalidField } from '../problem.ts'
import type { Count } from '../storage/counter.ts'
import type { Callers } from './caller.ts'
import { agentQuery } from './keys/agent-query.ts'
import {
  type AgentChanges,
  type AgentDraft,
  AgentRefusal,
  type AgentStore,
  assertNotOfFile,
} from './keys/agent-store.ts'
import type { StoredAgent } from './keys/agent.ts'
import { describeAgent } from './keys/describe-agent.ts'
import { describeKey } from './keys/describe-key.ts'
import { rightsOf } from './keys/key-rights.ts'
import type { StoredKey } from './keys/key-row.ts'
import { type KeyStore, LastKeyError } from './keys/key-store.ts'
import { type CreatedKey, TooManyKeysError } from './keys/new-key.ts'

export interface AgentRouteParts {
  callers: Callers
  store: AgentStore
  keys: KeyStore
  count: Count
  audit: Audit
  now: () => number
}

/**
 * Agents of one app, or keys of one agent, that may be created per hour, because ended ones stay in the database for a
 * while.
 */
const MOST_MADE = 100
/** Milliseconds. */
const HOUR = 3_600_000

/** Routes for an app's agents and their keys. They need an app key with `agents:read` or `agents:write`. */
export function agentRoutes({ callers, store, keys, count, audit, now }: AgentRouteParts): Hono {
  async function appOf(request: Request): Promise<App> {
    const app = await callers.app(request)
    if (!request.headers.has(HEADER.userToken)) return app
    throw invalidField(HEADER.userToken, 'agents belong to the app and not to a user: leave this header out')
  }
  async function find(app: App, id: string): Promise<StoredAgent> {
    const agent = await store.find(app, id)
    if (agent) return agent
    throw new ProblemError('not_found', `There is no agent ${id.slice(0, 64)}.`)
  }
  async function findKey(app: App, agent: string, id: string): Promise<StoredKey> {
    await refusing(async () => assertNotOfFile(app, agent))
    const { name } = await find(app, agent)
    const key = await keys.find(app.id, id, agent)
    if (key) return key
    throw new ProblemError('not_found', `The agent ${name} has no key ${id.slice(0, 64)}.`)
  }
  async function assertFew(app: App, what: string, said: string): Promise<void> {
    const { points, expiresAt } = await count(JSON.stringify([what, app.id]), HOUR)
    if (points <= MOST_MADE) return
    throw new ProblemError('rate_limited', `${said} ${MOST_MADE} within an hour.`, {
      retry_after: Math.max(1, Math.ceil((expiresAt - now()) / 1000)),
    })
  }
  function note(request: Request, app: App, action: AuditEvent['action'], detail: string): void {
    return audit.record({
      app: app.id,
      user: null,
      grant: null,
      provider: null,
      key: callers.keyName(request),
      action,
      outcome: 'ok',
      detail,
      startedAt: now(),
    })
  }

  return new Hono()
    .get('/sdk/agents', async (context) => {
      const app = await appOf(context.req.raw)
      const { name } = readQuery(agentQuery, context.req.query())
      const found = name === undefined ? await store.list(app) : [await store.byName(app, name)]
      const list: AgentList = { agents: found.filter((agent) => agent !== null).map(describeAgent) }
      return context.json(list)
    })
    .post('/sdk/agents', async (context) => {
      const request = context.req.raw
      const app = await appOf(request)
      const body = await readJson(createAgentRequest, request)
      // Reading the body took time, so the key is confirmed again.
      await callers.confirm(request)
      const maker = callers.keyOf(request)
      const asked = body.key_scopes === undefined ? {} : { scopes: body.key_scopes }
      const rights = rightsOf(asked, maker, { most: AGENT_KEY_SCOPES, now: now(), field: 'key_scopes' })
      assertScopes(app, body.scopes)
      assertAnswerable(app, body.rules)
      await assertFew(app, 'agents', `${app.id} has made`)
      const { agent, key } = await refusing(() => store.create(app, draftOf(body), rights, maker))
      if (!key) return context.json(describeAgent(agent) satisfies CreatedAgent)
      note(request, app, 'create_agent', `agent ${agent.id} key ${key.key.id}`)
      const created: CreatedAgent = { ...describeAgent(agent), key: described(key, now()) }
      return context.json(created, 201)
    })
    .get('/sdk/agents/:id', async (context) => {
      const app = await appOf(context.req.raw)
      return context.json(describeAgent(await find(app, context.req.param('id'))))
    })
    .patch('/sdk/agents/:id', async (context) => {
      const request = context.req.raw
      const app = await appOf(request)
      const body = await readJson(updateAgentRequest, request)
      await callers.confirm(request)
      assertScopes(app, body.scopes ?? undefined)
      assertAnswerable(app, body.rules)
      const id = context.req.param('id')
      const agent = await refusing(() => store.update(app, id, changesOf(body)))
      const said = body.status === undefined ? [] : [body.status]
      const changed = Object.keys(body).filter((field) => field !== 'status')
      note(request, app, 'update_agent', [`agent ${id}`, ...said, ...changed].join(' '))
      return context.json(describeAgent(agent))
    })
    .delete('/sdk/agents/:id', async (context) => {
      const request = context.req.raw
      const app = await appOf(request)
      const id = context.req.param('id')
      const before = await find(app, id)
      function noteDeleted(): void {
        note(request, app, 'delete_agent', `agent ${id}`)
      }
      if (before.status !== 'revoked') {
        return context.json(describeAgent(await refusing(() => store.revoke(app, id, noteDeleted))))
      }
      noteDeleted()
      return context.json(describeAgent(before))
    })
    .get('/sdk/agents/:id/keys', async (context) => {
      const app = await appOf(context.req.raw)
      const { id } = await find(app, context.req.param('id'))
      const stored = await keys.list(app.id, id)
      const list: AgentKeyList = { keys: stored.map((key) => describeKey(key, now())) }
      return context.json(list)
    })
    .post('/sdk/agents/:id/keys', async (context) => {
      const request = context.req.raw
      const app = await appOf(request)
      const body = await readJson(createAgentKeyRequest, request, {})
      await callers.confirm(request)
      const id = context.req.param('id')
      await refusing(async () => assertNotOfFile(app, id))
      const agent = await find(app, id)
      const maker = callers.keyOf(request)
      const rights = rightsOf(body, maker, { most: AGENT_KEY_SCOPES, now: now() })
      await assertFew(app, `keys of ${id}`, `The agent ${agent.name} was given`)
      const made = await refusing(() => keys.create(app.id, body.name ?? 'key', rights, { maker, agent: id }))
      note(request, app, 'create_key', `key ${made.key.id} of agent ${id}`)
      return context.json(described(made, now()), 201)
    })
    .post('/sdk/agents/:id/keys/:key/deprecate', async (context) => {
      const request = context.req.raw
      const app = await appOf(request)
      const { id, key: keyId } = context.req.param()
      const key = await keys.deprecate(await findKey(app, id, keyId))
      note(request, app, 'deprecate_key', `key ${key.id} of agent ${id}`)
      return context.json(describeKey(key, now()))
    })
    .post('/sdk/agents/:id/keys/:key/revoke', async (context) => {
      const request = context.req.raw
      const app = await appOf(request)
      const { force = false } = await readJson(revokeAgentKeyRequest, request, {})
      await callers.confirm(request)
      const { id, key: keyId } = context.req.param()
      const before = await findKey(app, id, keyId)
      const key = await refusing(() =>
        before.revokedAt === null ? keys.revoke(before, { unlessLast: !force }) : Promise.resolve(before),
      )
      note(request, app, 'revoke_key', `key ${key.id} of agent ${id}`)
      return context.json(describeKey(key, now()))
    })
}

function described({ key, secret }: CreatedKey, now: number): CreatedApiKey {
  return { ...describeKey(key, now), api_key: secret }
}

function draftOf(body: CreateAgentRequest): AgentDraft {
  return {
    name: body.name,
    displayName: body.display_name ?? body.name,
    type: body.type ?? 'agent',
    scopes: body.scopes ?? null,
    rules: body.rules ?? [],
    metadata: body.metadata ?? {},
    idempotencyKey: body.idempotency_key ?? null,
  }
}

function changesOf({ display_name, status, scopes, rules, metadata }: UpdateAgentRequest): AgentChanges {
  return {
    ...(display_name !== undefined && { displayName: display_name }),
    ...(status !== undefined && { status }),
    ...(scopes !== undefined && { scopes }),
    ...(rules !== undefined && { rules }),
    ...(metadata !== undefined && { metadata }),
  }
}

function assertScopes(app: App, scopes: Record<string, string[]> = {}): void {
  const fault = scopeFault(app.providers, scopes)
  if (fault) throw invalidField(`scopes.${fault.provider.slice(0, 64)}`, fault.reason)
}

function assertAnswerable(app: App, rules: PolicyRule[] = []): void {
  const index = unanswerable(rules, app)
  if (index !== undefined) throw invalidField(`rules.${index}.approver`, NO_WALLET)
}

/** The field at fault for each refusal of the stores. */
const FIELDS: Partial<Record<AgentRefusal['kind'], string>> = {
  taken: 'name',
  repeated: 'idempotency_key',
}

/** Turns the refusals of the stores into problem documents. */
async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof AgentRefusal) throw problemOf(cause)
    if (cause instanceof TooManyKeysError)
      throw new ProblemError('invalid_request', `${cause.message}.`, {}, cause)
    if (cause instanceof LastKeyError)
      throw new ProblemError(
        'invalid_request',
        `force: ${cause.message}: make another first, or send force: true.`,
        { field: 'force' },
        cause,
      )
    throw cause
  }
}

function problemOf(refusal: AgentRefusal): ProblemError {
  if (refusal.kind === 'unknown') return new ProblemError('not_found', `${refusal.message}.`, {}, refusal)
  const field = FIELDS[refusal.kind]
  return field === undefined
    ? new ProblemError('invalid_request', `${refusal.message}.`, {}, refusal)
    : new ProblemError('invalid_request', `${field}: ${refusal.message}.`, { field }, refusal)
}
