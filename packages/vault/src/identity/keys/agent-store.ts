import { randomUUID } from 'node:crypto'
import type { AgentType, PolicyRule } from '@alter/protocol'
import type { Kysely } from 'kysely'
import type { App } from '../../config/settings.ts'
import type { Storage } from '../../storage/open.ts'
import type { Tables } from '../../storage/schema.ts'
import type { AgentRow } from '../../storage/schema/agents.ts'
import { type AgentSeals, fromAgentRow, toAgentRow } from './agent-row.ts'
import { agentOfFile, type StoredAgent } from './agent.ts'
import type { KeyRights, StoredKey } from './key-row.ts'
import { assertMayMake, type CreatedKey, insertKey } from './new-key.ts'

/** The properties of a new agent. */
export interface AgentDraft {
  name: string
  displayName: string
  type: AgentType
  scopes: Record<string, string[]> | null
  rules: PolicyRule[]
  metadata: Record<string, string>
  /** Repeating a request with the same key within a day creates no second agent. */
  idempotencyKey: string | null
}

/** The properties of an agent that can change. */
export type AgentChanges = Partial<Pick<StoredAgent, 'displayName' | 'scopes' | 'rules' | 'metadata'>> & {
  status?: 'active' | 'paused'
}

/** Creates, finds, changes and deletes the agents of an app. It also finds the agents of the config file. */
export interface AgentStore {
  /**
   * Creates an agent and its first key; the key is `null` when the same idempotency key created the agent before.
   * Throws an {@link AgentRefusal}, and `invalid_api_key` when the key that asks was revoked meanwhile.
   */
  create(
    app: App,
    draft: AgentDraft,
    key: KeyRights,
    maker?: StoredKey | null,
  ): Promise<{ agent: StoredAgent; key: CreatedKey | null }>
  /** Agents that were not deleted, by name. */
  list(app: App): Promise<StoredAgent[]>
  /** An agent by its id, also a deleted one. */
  find(app: App, id: string): Promise<StoredAgent | null>
  byName(app: App, name: string): Promise<StoredAgent | null>
  /** Throws an {@link AgentRefusal}. */
  update(app: App, id: string, changes: AgentChanges): Promise<StoredAgent>
  /**
   * Deletes an agent and its keys, then all its delegations. Throws an {@link AgentRefusal}.
   * @param onRevoked called once the agent is deleted and before its delegations have ended, which may take long
   */
  revoke(app: App, id: string, onRevoked?: () => void): Promise<StoredAgent>
}

/** Why an agent cannot be created, changed or deleted. */
export class AgentRefusal extends Error {
  override readonly name = 'AgentRefusal'
  readonly kind: 'unknown' | 'taken' | 'repeated' | 'full' | 'deleted' | 'file'

  constructor(kind: AgentRefusal['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

/** Agents of one app that were not deleted, without those of its config file. */
const MOST_AGENTS = 200
/** Milliseconds. */
const DAY = 86_400_000

export interface AgentStoreParts {
  storage: Storage
  seals: AgentSeals
  /** Ends all delegations of a deleted agent. */
  endDelegations: (app: string, agent: string) => Promise<unknown>
  now: () => number
}

export function createAgentStore({ storage, seals, endDelegations, now }: AgentStoreParts): AgentStore {
  function read(row: AgentRow | undefined) {
    return row ? fromAgentRow(row, seals) : null
  }
  const find: AgentStore['find'] = async (app, id) =>
    ofFile(app).find((agent) => agent.id === id) ?? read(await rowOf(storage, app.id, id))
  /** Changes an agent as it stands. When somebody else changes it meanwhile, it reads it again. */
  async function change(
    app: App,
    id: string,
    next: (agent: StoredAgent & { createdAt: number }) => StoredAgent & { createdAt: number },
    write: Write = writeIn(storage),
  ): Promise<StoredAgent> {
    assertNotOfFile(app, id)
    for (;;) {
      const row = await rowOf(storage, app.id, id)
      const agent = read(row)
      if (!row || !agent) throw new AgentRefusal('unknown', `There is no agent ${id.slice(0, 64)}`)
      if (agent.status === 'revoked') throw new AgentRefusal('deleted', `The agent ${agent.name} was deleted`)
      const changed = next(agent)
      if (await write(row, toAgentRow(changed, row.idempotencyKey, seals))) return changed
    }
  }

  return {
    find,
    async create(app, draft, rights, maker) {
      const { idempotencyKey, ...said } = draft
      if (ofFile(app).some(({ name }) => name === draft.name)) throw nameTaken(app, draft.name)
      const agent = {
        ...said,
        id: randomUUID(),
        appId: app.id,
        status: 'active' as const,
        source: 'api' as const,
        createdAt: now(),
        revokedAt: null,
      }
      return storage.transaction().execute(async (transaction) => {
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('agents')
          .values(toAgentRow(agent, idempotencyKey, seals))
          .onConflict((conflict) => conflict.columns(['appId', 'name']).doNothing())
          .executeTakeFirst()
        // Counted after the row was written: the version's trigger makes other writers of the same app wait.
        const before = read(await madeBefore(transaction, agent, idempotencyKey, now()))
        if (before) {
          if (before.name !== agent.name)
            throw new AgentRefusal('repeated', `it has already made the agent ${before.name}`)
          return { agent: before, key: null }
        }
        if (numInsertedOrUpdatedRows !== 1n) throw nameTaken(app, draft.name)
        await assertFew(transaction, app)
        if (maker !== undefined) await assertMayMake(transaction, app.id, maker)
        const key = await insertKey(
          transaction,
          seals,
          { app: app.id, agent: agent.id, name: 'key' },
          rights,
          now(),
        )
        return { agent, key }
      })
    },
    async list(app) {
      const rows = await storage
        .selectFrom('agents')
        .selectAll()
        .where('appId', '=', app.id)
        .where('status', '!=', 'revoked')
        .execute()
      const stored = rows.map((row) => read(row)).filter((agent) => agent !== null)
      return [...ofFile(app), ...stored].toSorted(byName)
    },
    async byName(app, name) {
      const inFile = ofFile(app).find((agent) => agent.name === name)
      if (inFile) return inFile
      const row = await storage
        .selectFrom('agents')
        .selectAll()
        .where('appId', '=', app.id)
        .where('name', '=', name)
        .executeTakeFirst()
      return read(row)
    },
    update: (app, id, changes) => change(app, id, (agent) => ({ ...agent, ...changes })),
    async revoke(app, id, onRevoked = () => undefined) {
      /** The keys of an agent end with it. */
      function end(before: AgentRow, after: AgentRow): Promise<boolean> {
        return storage.transaction().execute(async (transaction) => {
          const isWritten = await writeIn(transaction)(before, after)
          if (isWritten) await revokeKeysOf(transaction, app.id, id, now())
          return isWritten
        })
      }
      const revoked = await change(
        app,
        id,
        (agent) => ({ ...agent, status: 'revoked', revokedAt: now() }),
        end,
      )
      onRevoked()
      // The agent is refused already, so nothing depends on how fast its delegations end.
      await endDelegations(app.id, id)
      return revoked
    },
  }
}

/** Writes `after` in place of `before`; false when `before` is no longer stored. */
type Write = (before: AgentRow, after: AgentRow) => Promise<boolean>

function writeIn(storage: Kysely<Tables>): Write {
  return async (before, after) => {
    const { numUpdatedRows } = await storage
      .updateTable('agents')
      .set(after)
      .where('id', '=', before.id)
      .where('seal', '=', before.seal)
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }
}

function ofFile(app: App): StoredAgent[] {
  return app.agents.map((agent) => agentOfFile(app.id, agent))
}

/** Throws for an agent of the config file, which can only be changed there. */
export function assertNotOfFile(app: App, id: string): void {
  const agent = app.agents.find((each) => each.id === id)
  if (!agent) return
  const place = `apps[id: ${app.id}].agents[name: ${agent.name}]`
  throw new AgentRefusal(
    'file',
    `The agent ${agent.name} is in the config file: change ${place} there, and restart the vault`,
  )
}

function byName(one: StoredAgent, other: StoredAgent): number {
  return one.name < other.name ? -1 : 1
}

function nameTaken(app: App, name: string): AgentRefusal {
  return new AgentRefusal('taken', `${app.id} already has an agent ${name}`)
}

function rowOf(storage: Kysely<Tables>, app: string, id: string): Promise<AgentRow | undefined> {
  return storage
    .selectFrom('agents')
    .selectAll()
    .where('appId', '=', app)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Another agent that the same idempotency key created within a day. */
async function madeBefore(
  transaction: Kysely<Tables>,
  agent: StoredAgent,
  idempotencyKey: string | null,
  now: number,
): Promise<AgentRow | undefined> {
  if (idempotencyKey === null) return undefined
  return transaction
    .selectFrom('agents')
    .selectAll()
    .where('appId', '=', agent.appId)
    .where('idempotencyKey', '=', idempotencyKey)
    .where('id', '!=', agent.id)
    .where('status', '!=', 'revoked')
    .where('createdAt', '>', now - DAY)
    .orderBy('createdAt')
    .executeTakeFirst()
}

async function assertFew(transaction: Kysely<Tables>, app: App): Promise<void> {
  const { count } = await transaction
    .selectFrom('agents')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('appId', '=', app.id)
    .where('status', '!=', 'revoked')
    .executeTakeFirstOrThrow()
  if (count > MOST_AGENTS)
    throw new AgentRefusal('full', `${app.id} has ${MOST_AGENTS} agents: delete one first`)
}

/** Removes the seals of the keys, so that nobody without the master key can bring them back. */
async function revokeKeysOf(
  transaction: Kysely<Tables>,
  app: string,
  agent: string,
  now: number,
): Promise<void> {
  await transaction
    .updateTable('keys')
    .set({ revokedAt: now, seal: '' })
    .where('appId', '=', app)
    .where('agentId', '=', agent)
    .where('revokedAt', 'is', null)
    .execute()
}

/** How long deleted agents are kept. Milliseconds. */
const KNOWN = 365 * DAY

/** Forgets agents that were deleted long ago. */
export async function sweepAgents(storage: Storage, now: number): Promise<void> {
  await storage
    .deleteFrom('agents')
    .where('revokedAt', '<', now - KNOWN)
    .execute()
}
