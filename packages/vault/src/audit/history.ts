import type { Storage } from '../storage/open.ts'
import type { AuditRow } from '../storage/schema/audit.ts'

export interface AuditQuery {
  app: string | undefined
  /** What the identity provider calls them, or the vault does. */
  user: string | undefined
  /** Whom an app means by that. */
  meaning: (app: string) => AuditedUser
  grant: string | undefined
  /** Name of an agent, or what the vault calls it. */
  agent: string | undefined
  /** The agent of an app's config file that has a name. */
  agentOfFile: (app: string, name: string) => { id: string } | undefined
  /** Milliseconds since the epoch. */
  since: number | undefined
  /** How many at most; the newest are preferred. */
  limit: number
}

/** Which rows are those of a user. */
export interface AuditedUser {
  /** Of the subject; `null` where any will do. */
  issuers: string[] | null
  /** What the user is called by that stays when they are forgotten. */
  hashes: string[]
}

/** A row, what the identity provider calls its user, and the name of its agent, as far as the vault still knows. */
export type AuditEntry = AuditRow & { subject: string | null; agentName: string | null }

/** The newest rows that match, oldest first. */
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

/** What a user's rows name them by; some rows name only the vault's id, of one who was deleted too. */
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

/** Agents of a name: the present one, and those that were deleted and have left it, with their id behind it. */
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
  // `_` is a letter of names, and any letter to the database.
  const stored = named.filter((agent) => plainName(agent.name) === name)
  const inFile = agentOfFile(app, name)
  return [name, ...(inFile ? [inFile.id] : []), ...stored.map(({ id }) => id)]
}

/** The name of an agent without what parts one that was deleted from its successor. */
export function plainName(name: string): string {
  return name.split('~')[0] ?? name
}

/** Rows that one question may walk over: a long one keeps an embedded database from tidying up. */
const SLICE = 5000

/** Spans of time, the newest first, with so many rows each; more only where they are of one moment. */
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

/** The apps that have rows, those that are no longer configured too. The index begins with the app: one seek for each. */
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
