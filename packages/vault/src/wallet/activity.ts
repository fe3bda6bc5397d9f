import { setImmediate as nextTurn } from 'node:timers/promises'
import type { VaultReason, WalletAction, WalletActivity, WalletOutcome } from '@alter/protocol'
import { BY_VAULT } from '../audit/row.ts'
import { isoTime } from '../grants/grant.ts'
import { catalog } from '../providers/catalog.ts'
import type { Storage } from '../storage/open.ts'
import { padded } from '../storage/padded.ts'
import type { AuditRow } from '../storage/schema/audit.ts'
import type { FindAgent } from './agents.ts'
import type { Holding } from './holdings.ts'

export interface ActivityParts {
  storage: Storage
  findAgent: FindAgent
}

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

/** An entry whose action may be unknown to the page. */
export type AnyActivity = Omit<WalletActivity, 'action'> & { action: string }

/** Describes rows for the page. Accounts have names if their connections still exist. */
export async function describeRows(
  parts: ActivityParts,
  holdings: Holding[],
  rows: ReadRow[],
): Promise<AnyActivity[]> {
  const [accounts, agents] = await Promise.all([
    accountsOf(parts.storage, holdings, rows),
    agentsOf(parts, holdings, rows),
  ])
  return rows.map((row) => {
    const app = holdings.find(({ appId }) => appId === row.appId)?.app
    const account = row.grantId === null ? undefined : accounts.get(row.grantId)
    const { provider } = row
    return {
      activity_id: row.id,
      at: isoTime(row.at),
      app_id: row.appId,
      app_name: app?.name ?? row.appId,
      action: row.action,
      outcome: isOutcome(row.outcome) ? row.outcome : 'unknown',
      ...(row.grantId !== null && { connection_id: row.grantId }),
      ...(provider !== null && {
        provider,
        provider_name: app?.providers.get(provider)?.name ?? catalog.get(provider)?.name ?? provider,
      }),
      ...(account !== undefined && { account_identifier: account }),
      ...(row.agentId !== null && {
        agent: { agent_id: row.agentId, agent_name: agents.get(row.agentId) ?? row.agentId },
      }),
      ...(row.method !== null && { method: row.method }),
      ...(row.host !== null && { host: row.host }),
      ...(row.path !== null && { path: row.path }),
      ...(row.status !== null && { status: row.status }),
      duration_ms: row.latencyMs,
      ...reasonIn(row),
      ...(row.detail !== null && { detail: row.detail }),
    }
  })
}

/** Actions whose reason always comes from the vault, also in rows that do not say so. */
const WITHOUT_CALLER: ReadonlySet<string> = new Set<WalletAction>(['extend', 'sign_out'])

/** The reason with its source, because a caller can write the same text as the vault. */
function reasonIn({
  action,
  reason,
  reasonBy,
}: ReadRow): Pick<WalletActivity, 'reason'> | Pick<WalletActivity, 'vault_reason'> {
  if (reason === null) return {}
  const isOwn = reasonBy === BY_VAULT || WITHOUT_CALLER.has(action)
  return isOwn && isVaultReason(reason) ? { vault_reason: reason } : { reason }
}

const VAULT_REASONS: Record<VaultReason, true> = {
  'by the user, in the Wallet': true,
  'at the identity provider': true,
  'user deleted by the app': true,
  'user deleted at the identity provider': true,
  'given up by the agent': true,
  'alter-vault panic': true,
}

function isVaultReason(reason: string): reason is VaultReason {
  return Object.hasOwn(VAULT_REASONS, reason)
}

/** Labels of the agents in rows, by their ids. */
async function agentsOf(
  parts: ActivityParts,
  holdings: Holding[],
  rows: ReadRow[],
): Promise<ReadonlyMap<string, string>> {
  const named = new Map(rows.flatMap(({ agentId, appId }) => (agentId === null ? [] : [[agentId, appId]])))
  const found = await Promise.all(
    [...named].map(async ([id, appId]) => {
      const app = holdings.find((holding) => holding.appId === appId)?.app ?? null
      return [id, (await parts.findAgent(app, id))?.displayName ?? id] as const
    }),
  )
  return new Map(found)
}

/** Labels of the user's own grants, by id. A row may name another user's grant that a caller asked for. */
async function accountsOf(
  storage: Storage,
  holdings: Holding[],
  rows: ReadRow[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ grantId }) => (grantId === null ? [] : [grantId])))]
  if (ids.length === 0) return new Map()
  const users = new Set(holdings.flatMap((holding) => holding.users.map(({ id }) => id)))
  const grants = await storage
    .selectFrom('grants')
    .select(['id', 'userId', 'accountIdentifier'])
    .where('id', 'in', padded(ids))
    .execute()
  return new Map(
    grants.flatMap(({ id, userId, accountIdentifier }) =>
      users.has(userId) ? [[id, accountIdentifier] as const] : [],
    ),
  )
}

const OUTCOMES: Record<WalletOutcome, true> = {
  ok: true,
  denied: true,
  failed: true,
  started: true,
  unknown: true,
}

function isOutcome(outcome: string): outcome is WalletOutcome {
  return Object.hasOwn(OUTCOMES, outcome)
}
