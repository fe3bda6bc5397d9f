import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { invalidField } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import { type Ending, endingsOf } from './ending.ts'
import { refreshEndsOf } from './ends.ts'
import type { StoredGrant } from './grant.ts'
import { ownerColumns } from './owner.ts'
import type { GrantSeals } from './seal.ts'

/** Whose grants: a user's, the app's own (`''`), or all of the app (`null`). */
export type Owner = string | null

/** The page of a listing. */
export interface GrantList {
  provider?: string | undefined
  limit: number
  /** Grants to skip. Each of them costs a step. */
  offset: number
  /** `next` of the page before. Costs the same at any depth. */
  cursor?: string | undefined
  /** Only grants that the app revoked. Other listings leave those out. */
  revoked?: 'true' | undefined
  /** Only grants with a live delegation to this agent. The caller must check the seals of the delegations. */
  delegatedTo?: { agent: string; at: number } | undefined
}

export interface ListedGrants {
  grants: StoredGrant[]
  /** Details of the grants that have ended. */
  endings: ReadonlyMap<string, Ending>
  /** When their refresh tokens expire, where providers said so. */
  refreshEnds: ReadonlyMap<string, number>
  total: number
  /** The cursor of the next page; `null` on the last one. */
  next: string | null
}

/** The place after which a page begins. */
interface Place {
  createdAt: number
  id: string
}

/** Index entries that one query may read, because an embedded database answers nobody else meanwhile. */
const SLICE = 1000

/** One page, oldest first. Each query reads at most one slice of an index that has the order of the listing. */
export async function listGrants(
  { storage, seals }: { storage: Storage; seals: GrantSeals },
  app: string,
  owner: Owner,
  { provider, limit, offset, cursor, revoked, delegatedTo }: GrantList,
): Promise<ListedGrants> {
  if (cursor !== undefined && offset > 0) throw invalidField('cursor', 'send either cursor or offset')
  function matching(after: Place | null) {
    // The status is written into the statement. A partial index is not used for a parameter.
    let found = storage
      .selectFrom('grants')
      .where('appId', '=', app)
      .where(
        revoked === 'true'
          ? sql<boolean>`ended_by = 'app'`
          : sql<boolean>`(ended_by is null or ended_by <> 'app')`,
      )
    if (owner !== null) found = found.where('userId', '=', owner)
    if (provider !== undefined) found = found.where('provider', '=', provider)
    if (delegatedTo !== undefined) {
      const { agent, at } = delegatedTo
      found = found.where('id', 'in', (query) =>
        query
          .selectFrom('delegations')
          .select('grantId')
          .where('agentId', '=', agent)
          .where('endedAt', 'is', null)
          .where((row) => row.or([row('expiresAt', 'is', null), row('expiresAt', '>', at)])),
      )
    }
    if (after === null) return found
    return found.where((row) =>
      row(row.refTuple('createdAt', 'id'), '>', row.tuple(after.createdAt, after.id)),
    )
  }
  function skip(after: Place | null, count: number): Promise<Place | undefined> {
    return matching(after)
      .select(['createdAt', 'id'])
      .orderBy('createdAt')
      .orderBy('id')
      .limit(1)
      .offset(count - 1)
      .executeTakeFirst()
  }

  const { counted } = await storage
    .selectFrom(matching(null).select('id').limit(SLICE).as('some'))
    .select((select) => select.fn.countAll<number>().as('counted'))
    .executeTakeFirstOrThrow()
  let after = cursor === undefined ? null : readCursor(cursor)
  for (let left = offset; left > 0; left -= SLICE) {
    const place = await skip(after, Math.min(left, SLICE))
    if (place === undefined) return nothing(counted)
    after = place
    await nextTurn()
  }
  const rows = await matching(after)
    .selectAll('grants')
    .select(ownerColumns('grants.userId'))
    .orderBy('createdAt')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const grants = await Promise.all(rows.slice(0, limit).map((row) => seals.read(row)))
  const last = grants.at(-1)
  const isMore = rows.length > limit
  function idsOf(isWanted: (grant: StoredGrant) => boolean): string[] {
    return grants.filter(isWanted).map(({ id }) => id)
  }
  return {
    grants,
    endings: await endingsOf(
      storage,
      idsOf(({ status }) => status !== 'active'),
    ),
    refreshEnds: await refreshEndsOf(
      storage,
      idsOf(({ status, refreshToken }) => status === 'active' && refreshToken !== null),
    ),
    // A client that pages by offset stops at the total, so the total must cover what is known to follow.
    total: Math.max(counted, offset + rows.length),
    next: isMore && last ? writeCursor(last) : null,
  }
}

function nothing(total: number): ListedGrants {
  return { grants: [], endings: new Map(), refreshEnds: new Map(), total, next: null }
}

function writeCursor({ createdAt, id }: Place): string {
  return Buffer.from(`${createdAt}.${id}`).toString('base64url')
}

/** A cursor names a place only. Whose grants are listed comes from the request. */
function readCursor(cursor: string): Place {
  const [, createdAt, id] =
    /^(\d{1,15})\.([\w-]{1,64})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (createdAt === undefined || id === undefined) {
    throw invalidField('cursor', 'send next_cursor of the previous page unchanged')
  }
  return { createdAt: Number(createdAt), id }
}
