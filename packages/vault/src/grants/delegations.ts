import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { ProblemError } from '../problem.ts'
import { holdUsers } from '../storage/hold-users.ts'
import { padded } from '../storage/padded.ts'
import type { Storage } from '../storage/open.ts'
import type { Tables } from '../storage/schema.ts'
import { isLive, type StoredDelegation } from './delegation.ts'
import type { DelegationSeals, OwnedDelegationRow } from './delegation-seal.ts'
import { endDelegations } from './end-delegations.ts'
import { earliest } from './ends.ts'
import type { NoteGrantEvent } from './grant-event.ts'
import { assertUsable, type StoredGrant } from './grant.ts'
import { ownerColumns } from './owner.ts'

/** A permission that a user gives an agent. */
export interface NewDelegation {
  /** Id, when it is needed before the row is written. Default: a new one. */
  id?: string
  /** A grant of a user, with its owner. */
  grant: StoredGrant
  agentId: string
  /** Rules of the app, tightened by the user. The rules of grant, agent, provider and app apply too. */
  rules: StoredDelegation['rules']
  /** Milliseconds since the epoch; `null` when it ends with its grant. */
  expiresAt: number | null
}

/** Finds and changes delegations. Ended and altered ones are not found. */
export interface DelegationStore {
  /**
   * Lets an agent use a grant. Replaces an earlier delegation of the two. Throws the problem of an ended grant, also
   * when another transaction ends it or authorizes it again meanwhile.
   */
  write(transaction: Kysely<Tables>, given: NewDelegation): Promise<StoredDelegation>
  /** Ends the delegations of a grant, or that of one agent; resolves with how many ended. The grant itself stays. */
  end(grant: StoredGrant, agentId?: string): Promise<number>
  find(app: string, grantId: string, agentId: string): Promise<StoredDelegation | null>
  ofGrants(app: string, grantIds: string[]): Promise<StoredDelegation[]>
  ofUser(app: string, userId: string): Promise<StoredDelegation[]>
  /** Delegations of an agent, oldest first; at most `limit`. */
  ofAgent(
    app: string,
    agentId: string,
    query?: { provider?: string; limit?: number },
  ): Promise<StoredDelegation[]>
}

export interface DelegationStoreParts {
  storage: Storage
  seals: DelegationSeals
  noteEvent: NoteGrantEvent
  now: () => number
  /** Called with each grant of which a delegation ended in this process. */
  onEnd?: (grant: string) => void
}

export function createDelegationStore({
  storage,
  seals,
  noteEvent,
  now,
  onEnd = () => undefined,
}: DelegationStoreParts): DelegationStore {
  function ofApp(app: string) {
    return storage
      .selectFrom('delegations')
      .selectAll('delegations')
      .select(ownerColumns('delegations.userId'))
      .where('appId', '=', app)
      .where('endedAt', 'is', null)
  }
  function readAll(rows: OwnedDelegationRow[]): StoredDelegation[] {
    return rows.flatMap((row) => {
      const delegation = seals.read(row)
      return delegation && isLive(delegation, now()) ? [delegation] : []
    })
  }

  return {
    async write(transaction, { id = randomUUID(), grant, agentId, rules, expiresAt }) {
      assertUsable(grant)
      if (grant.userId === '' || grant.owner === null) {
        throw new Error(`grant ${grant.id} has no user who could give it to an agent`)
      }
      const at = now()
      // A `ttl` rule usually counts from the authorization of the grant, which may be long ago. Here it counts from
      // now.
      const lives = rules.flatMap((rule) => (rule.type === 'ttl' ? [at + rule.seconds * 1000] : []))
      const delegation: StoredDelegation = {
        id,
        appId: grant.appId,
        agentId,
        grantId: grant.id,
        userId: grant.userId,
        provider: grant.provider,
        rules: rules.filter(({ type }) => type !== 'ttl'),
        createdAt: at,
        expiresAt: earliest([expiresAt, ...lives]),
        endedAt: null,
        lastUsedAt: null,
      }
      const row = seals.seal(delegation, grant.owner)
      await holdUsers(transaction, [grant.userId])
      await transaction
        .insertInto('delegations')
        .values(row)
        .onConflict((conflict) => conflict.columns(['grantId', 'agentId']).doUpdateSet(row))
        .execute()
      await assertStillLive(transaction, grant, at)
      await noteEvent(transaction, 'delegation.created', grant, { delegation })
      return delegation
    },
    async end(grant, agentId) {
      const which = { grantId: grant.id, ...(agentId !== undefined && { agentId }) }
      const ended = await storage.transaction().execute(async (transaction) => {
        const rows = await endDelegations(transaction, which, now())
        for (const delegation of rows) {
          await noteEvent(transaction, 'delegation.revoked', grant, { delegation })
        }
        return rows.length
      })
      if (ended > 0) onEnd(grant.id)
      return ended
    },
    async find(app, grantId, agentId) {
      const rows = await ofApp(app).where('grantId', '=', grantId).where('agentId', '=', agentId).execute()
      return readAll(rows)[0] ?? null
    },
    async ofGrants(app, grantIds) {
      if (grantIds.length === 0) return []
      const rows = await ofApp(app).where('grantId', 'in', padded(grantIds)).execute()
      return readAll(rows).toSorted(byAge)
    },
    async ofUser(app, userId) {
      const rows = await ofApp(app).where('userId', '=', userId).execute()
      return readAll(rows).toSorted(byAge)
    },
    async ofAgent(app, agentId, { provider, limit } = {}) {
      let rows = ofApp(app).where('agentId', '=', agentId)
      if (provider !== undefined) rows = rows.where('provider', '=', provider)
      if (limit !== undefined) rows = rows.limit(limit)
      return readAll(await rows.orderBy('createdAt').orderBy('id').execute())
    },
  }
}

/** Sorted here because there are few. An index in this order would cost a write with each change. */
function byAge(one: StoredDelegation, other: StoredDelegation): number {
  return one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1)
}

/**
 * Checked after the write: the version's trigger makes other changes for the same user wait. So a grant that ends at
 * the same moment is either seen here, or ends this delegation too.
 */
async function assertStillLive(
  transaction: Kysely<Tables>,
  { id, appId, provider, authorizedAt }: StoredGrant,
  now: number,
): Promise<void> {
  const live = await transaction
    .selectFrom('grants')
    .select('id')
    .where('id', '=', id)
    .where('appId', '=', appId)
    .where('status', '=', 'active')
    // A new authorization may hold more than the user was shown.
    .where('authorizedAt', '=', authorizedAt)
    .where((row) => row.or([row('expiresAt', 'is', null), row('expiresAt', '>', now)]))
    .executeTakeFirst()
  if (live) return
  throw new ProblemError(
    'grant_revoked',
    'This connection has ended or was authorized again in the meantime: load the page again.',
    {
      grant_id: id,
      provider,
    },
  )
}
