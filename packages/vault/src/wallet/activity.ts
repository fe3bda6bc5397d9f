import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WalletAction, WalletOutcome } from '@alter/protocol'
import type { Storage } from '../storage/open.ts'
import type { AuditRow } from '../storage/schema/audit.ts'

/** Selects rows of a user. An absent field limits nothing. */
export interface ActivityFilter {
  provider?: string | undefined
  connection?: string | undefined
  agent?: string | undefined
  outcome?: WalletOutcome | undefined
  /** Milliseconds since the epoch, both included. */
  from?: number | undefined
  to?: number | undefined
}

/** The place of a row. Rows are read from the newest to the oldest. */
export interface Place {
  at: number
  id: string
}

/** The columns that are read. The seal, and what programs say of themselves, are left out. */
export type ReadRow = Pick<
  AuditRow,
  | 'id'
  | 'at'
  | 'appId'
  | 'grantId'
  | 'provider'
  | 'action'
  | 'outcome'
  | 'agentId'
  | 'method'
  | 'host'
  | 'path'
  | 'status'
  | 'latencyMs'
  | 'reason'
  | 'reasonBy'
  | 'detail'
>

/** The names of these columns. */
export const READ: readonly (keyof ReadRow)[] = [
  'id',
  'at',
  'appId',
  'grantId',
  'provider',
  'action',
  'outcome',
  'agentId',
  'method',
  'host',
  'path',
  'status',
  'latencyMs',
  'reason',
  'reasonBy',
  'detail',
]

/** Rows that a search found, newest first. */
export interface FoundRows {
  rows: ReadRow[]
  /** Where the next search goes on; `null` when there is nothing older. */
  next: Place | null
}

/** Rows that one query may read, because an embedded database answers nobody else meanwhile. */
const SLICE = 5000
/** How long one request looks for rare rows. The next one goes on from its cursor. Milliseconds. */
const PATIENCE = 250

/**
 * The newest matching rows of some users, older than a place. Each query reads at most one slice of one index, in its
 * order.
 */
export async function findRows(
  storage: Storage,
  users: string[],
  filter: ActivityFilter,
  before: Place | null,
  limit: number,
): Promise<FoundRows> {
  const deadline = performance.now() + PATIENCE
  const searches: FoundRows[] = []
  for (const user of users) searches.push(await searchOf(storage, user, filter, { before, limit, deadline }))
  // The newest place at which a search stopped. Older rows may be missing.
  const reached = searches
    .flatMap(({ rows, next }) => (next === null || rows.length > limit ? [] : [next]))
    .toSorted(newestFirst)[0]
  const found = searches.flatMap(({ rows }) => rows).toSorted(newestFirst)
  const known = reached ? found.filter((row) => newestFirst(row, reached) <= 0) : found
  const rows = known.slice(0, limit)
  const last = rows.at(-1)
  if (known.length > limit && last) return { rows, next: { at: last.at, id: last.id } }
  return { rows, next: reached ?? null }
}

function newestFirst(one: Place, other: Place): number {
  return other.at - one.at || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0)
}

/**
 * Finds matching rows of one user: one more than the limit, if there are that many.
 * @returns `next`: how far the search came; `null` at the end
 */
async function searchOf(
  storage: Storage,
  user: string,
  filter: ActivityFilter,
  { before, limit, deadline }: { before: Place | null; limit: number; deadline: number },
): Promise<FoundRows> {
  const rows: ReadRow[] = []
  let place = before
  for (;;) {
    const end = await endOfSlice(storage, user, filter, place)
    let matching = rowsOf(storage, user, filter, place).select(READ).where('action', 'in', SHOWN)
    if (end)
      matching = matching.where((row) => row(row.refTuple('at', 'id'), '>=', row.tuple(end.at, end.id)))
    if (filter.provider !== undefined) matching = matching.where('provider', '=', filter.provider)
    if (filter.connection !== undefined) matching = matching.where('grantId', '=', filter.connection)
    if (filter.agent !== undefined) matching = matching.where('agentId', '=', filter.agent)
    if (filter.outcome !== undefined) matching = matching.where('outcome', '=', filter.outcome)
    const found = await matching
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit + 1 - rows.length)
      .execute()
    rows.push(...found)
    if (rows.length > limit) return { rows, next: rows.at(-1) ?? null }
    if (end === null) return { rows, next: null }
    place = end
    if (performance.now() > deadline) return { rows, next: place }
    await nextTurn()
  }
}

async function endOfSlice(
  storage: Storage,
  user: string,
  filter: ActivityFilter,
  before: Place | null,
): Promise<Place | null> {
  const last = await rowsOf(storage, user, filter, before)
    .select(['at', 'id'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .offset(SLICE - 1)
    .executeTakeFirst()
  return last ?? null
}

function rowsOf(storage: Storage, user: string, { from, to }: ActivityFilter, before: Place | null) {
  let rows = storage.selectFrom('audit').where('userId', '=', user)
  if (from !== undefined) rows = rows.where('at', '>=', from)
  if (to !== undefined) rows = rows.where('at', '<=', to)
  if (before === null) return rows
  return rows.where((row) => row(row.refTuple('at', 'id'), '<', row.tuple(before.at, before.id)))
}

const ACTIONS: Record<WalletAction, true> = {
  use: true,
  connect: true,
  refresh: true,
  revoke: true,
  set_default: true,
  delete_user: true,
  delegate: true,
  revoke_delegation: true,
  approve: true,
  deny: true,
  extend: true,
  sign_in: true,
  sign_out: true,
  export: true,
}

const SHOWN = Object.keys(ACTIONS)

export function isShownAction(action: string): action is WalletAction {
  return Object.hasOwn(ACTIONS, action)
}
