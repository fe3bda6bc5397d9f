import type { Storage } from '../storage/open.ts'
import type { AuditRow } from '../storage/schema/audit.ts'

export interface AuditQuery {
  app: string | undefined
  /** A user, by the identity provider's subject or by the vault's id. */
  user: string | undefined
  /** Finds the user that an app means by that name. */
  meaning: (app: string) => AuditedUser
  grant: string | undefined
  /** An agent, by its name or by the vault's id. */
  agent: string | undefined
  /** Finds the agent of an app's config file by its name. */
  agentOfFile: (app: string, name: string) => { id: string } | undefined
  /** Milliseconds since the epoch. */
  since: number | undefined
  /** Rows at most; the newest ones are kept. */
  limit: number
}

/** Tells which rows belong to a user. */
export interface AuditedUser {
  /** Issuers of the subject; `null` for any. */
  issuers: string[] | null
  /** Keyed hashes that stay in the rows when the user is forgotten. */
  hashes: string[]
}

/** A row with the user's subject and the agent's name, where the vault still knows them. */
export type AuditEntry = AuditRow & { subject: string | null; agentName: string | null }

/** The newest matching rows, oldest first. */
export async function readAudit(storage: Storage, query: AuditQuery): Promise<AuditEntry[]> {
  const apps = query.app === undefined ? await recordedApps(storage) : [query.app]
  const found = await Promise.all(apps.map((app) => readApp(storage, app, query)))
  return found
    .flat()
    .toSorted((one, other) => one.at - other.at)
    .slice(-query.limit)
}

async function readApp(storage: Storage, app: string, query: AuditQuery): Promise<AuditEntry[]> {
  const { user, grant, since = 0, limit } = query
  const ids = user === undefined ? null : await idsOf(storage, app, { ...query, user })
  const agents = query.agent === undefined ? null : await agentIdsOf(storage, app, query.agent, query)
  const newestFirst: AuditEntry[] = []
  for await (const slice of slicesOf(storage, app, since)) {
    let rows = storage
      .selectFrom('audit')
      .leftJoin('users', 'users.id', 'audit.userId')
      .leftJoin('agents', (join) =>
        join.onRef('agents.id', '=', 'audit.agentId').onRef('agents.appId', '=', 'audit.appId'),
      )
      .selectAll('audit')
      .select(['users.subject', 'agents.name as agentName'])
      .where('audit.appId', '=', app)
      .where('audit.at', '>=', slice.from)
      .where('audit.at', '<=', slice.to)
    if (ids !== null) {
      rows = rows.where((row) =>
        row.or([
          row('audit.userId', 'in', ids.users),
          ...(ids.hashes.length === 0 ? [] : [row('audit.subjectHash', 'in', ids.hashes)]),
        ]),
      )
    }
    if (agents !== null) rows = rows.where('audit.agentId', 'in', agents)
    if (grant !== undefined) rows = rows.where('audit.grantId', '=', grant)
    const missing = limit - newestFirst.length
    newestFirst.push(...(await rows.orderBy('audit.at', 'desc').limit(missing).execute()))
    if (newestFirst.length >= limit) break
  }
  return newestFirst.toReversed()
}

/** The vault's ids of a user. Some rows name a user by that id only, also after the user was deleted. */
async function idsOf(
  storage: Storage,
  app: string,
  { user, meaning }: AuditQuery & { user: string },
): Promise<{ users: string[]; hashes: string[] }> {
  const { issuers, hashes } = meaning(app)
  const users = new Set([user])
  let known = storage.selectFrom('users').select('id').where('appId', '=', app).where('subject', '=', user)
  if (issuers !== null) known = known.where('issuer', 'in', issuers)
  for (const { id } of await known.execute()) users.add(id)
  if (hashes.length === 0) return { users: [...users], hashes }
  for await (const { from, to } of slicesOf(storage, app, 0)) {
    const named = await storage
      .selectFrom('audit')
      .select('userId')
      .distinct()
      .where('appId', '=', app)
      .where('at', '>=', from)
      .where('at', '<=', to)
      .where('subjectHash', 'in', hashes)
      .execute()
    for (const { userId } of named) if (userId !== null) users.add(userId)
  }
  return { users: [...users], hashes }
}

/** The agents of a name: the present one, and deleted ones, which carry their id behind the name. */
async function agentIdsOf(
  storage: Storage,
  app: string,
  name: string,
  { agentOfFile }: Pick<AuditQuery, 'agentOfFile'>,
): Promise<string[]> {
  const named = await storage
    .selectFrom('agents')
    .select(['id', 'name'])
    .where('appId', '=', app)
    .where((row) => row.or([row('name', '=', name), row('name', 'like', `${name}~%`)]))
    .execute()
  // `_` is allowed in names, but matches any character in SQL's `like`.
  const stored = named.filter((agent) => plainName(agent.name) === name)
  const inFile = agentOfFile(app, name)
  return [name, ...(inFile ? [inFile.id] : []), ...stored.map(({ id }) => id)]
}

/** The name of an agent without the suffix that separates a deleted agent from its successor. */
export function plainName(name: string): string {
  return name.split('~')[0] ?? name
}

/** Rows that one query may read. A long query keeps an embedded database from tidying up. */
const SLICE = 5000

/** Spans of time, newest first, with this many rows each. A span holds more rows only if they share one moment. */
async function* slicesOf(
  storage: Storage,
  app: string,
  since: number,
): AsyncGenerator<{ from: number; to: number }> {
  let to = Number.MAX_SAFE_INTEGER
  for (;;) {
    const next = await storage
      .selectFrom('audit')
      .select('at')
      .where('appId', '=', app)
      .where('at', '<=', to)
      .where('at', '>=', since)
      .orderBy('at', 'desc')
      .limit(1)
      .offset(SLICE - 1)
      .executeTakeFirst()
    yield { from: next?.at ?? since, to }
    if (!next) return
    to = next.at - 1
  }
}

/**
 * The apps that have rows, including apps that are no longer configured. The index begins with the app, so each app
 * costs one seek.
 */
export async function recordedApps(storage: Storage): Promise<string[]> {
  const apps: string[] = []
  for (;;) {
    const next = await storage
      .selectFrom('audit')
      .select('appId')
      .where('appId', '>', apps.at(-1) ?? '')
      .orderBy('appId')
      .limit(1)
      .executeTakeFirst()
    if (!next) return apps
    apps.push(next.appId)
  }
}
