import { setImmediate as nextTurn } from 'node:timers/promises'
import { type CompiledQuery, sql } from 'kysely'
import type { Storage } from './open.ts'
import { padded } from './padded.ts'

/** The state of an app's keys. */
export interface AppAccess {
  keysVersion: number
  /** Since when keys of the config file are refused, in milliseconds since the epoch; `null` when they are accepted. */
  configKeyRefusedAt: number | null
  /** Hashes of the config file's keys at the last refusal, separated by spaces. */
  refusedKeyHash: string | null
}

/** Asks the database whether data in memory is still current. An answer is never older than its question. */
export interface Standing {
  /**
   * The version of a user's grants together with the user's identity. When either differs, the grants are read again.
   * `undefined` for an unknown user.
   */
  grantsVersion(user: string): Promise<string | undefined>
  access(app: string): Promise<AppAccess>
}

interface Answer {
  users: ReadonlyMap<string, string>
  apps: ReadonlyMap<string, AppAccess>
}

interface Question {
  users: Set<string>
  apps: Set<string>
  answer: Promise<Answer>
}

interface Row {
  kind: 'user' | 'app'
  id: string
  version: number
  owner: string | null
  configKeyRefusedAt: number | null
  refusedKeyHash: string | null
}

/** Users, or apps, of one query. */
const MOST = 64

const UNTOUCHED: AppAccess = { keysVersion: 0, configKeyRefusedAt: null, refusedKeyHash: null }

/** Combines all questions of one turn of the event loop into one query. */
export function createStanding(storage: Storage): Standing {
  let next: Question | undefined
  // Every use asks, and building a statement takes longer than the answer. There is one statement for each pair of
  // powers of two.
  const statements = new Map<string, CompiledQuery<Row>>()

  function open(): Question {
    const asked = { users: new Set<string>(), apps: new Set<string>() }
    async function ask(): Promise<Answer> {
      await nextTurn()
      if (next === question) next = undefined
      return read(storage, statements, [...asked.users], [...asked.apps])
    }
    const question = { ...asked, answer: ask() }
    return question
  }
  function about(kind: 'users' | 'apps', id: string): Promise<Answer> {
    if (next && next[kind].size >= MOST && !next[kind].has(id)) next = undefined
    next ??= open()
    next[kind].add(id)
    return next.answer
  }

  return {
    grantsVersion: async (user) => (await about('users', user)).users.get(user),
    access: async (app) => (await about('apps', app)).apps.get(app) ?? UNTOUCHED,
  }
}

async function read(
  storage: Storage,
  statements: Map<string, CompiledQuery<Row>>,
  someUsers: string[],
  someApps: string[],
): Promise<Answer> {
  const users = padded(someUsers)
  const apps = padded(someApps)
  const size = `${users.length} ${apps.length}`
  const statement = statements.get(size) ?? questionOf(storage, users, apps).compile()
  statements.set(size, statement)
  // The apps are the first parameters of the statement.
  const { rows } = await storage.executeQuery<Row>({ ...statement, parameters: [...apps, ...users] })
  const ofUsers = rows.filter(({ kind }) => kind === 'user')
  const ofApps = rows.filter(({ kind }) => kind === 'app')
  return {
    users: new Map(ofUsers.map(({ id, version, owner }) => [id, `${version} ${owner}`])),
    apps: new Map(
      ofApps.map(({ id, version, configKeyRefusedAt, refusedKeyHash }) => [
        id,
        { keysVersion: version, configKeyRefusedAt, refusedKeyHash },
      ]),
    ),
  }
}

function questionOf(storage: Storage, users: string[], apps: string[]) {
  const ofUsers = storage
    .selectFrom('users')
    .select([
      sql<'user' | 'app'>`'user'`.as('kind'),
      'id',
      'grantsVersion as version',
      sql<string | null>`app_id || ' ' || issuer || ' ' || subject`.as('owner'),
      sql<number | null>`null`.as('configKeyRefusedAt'),
      sql<string | null>`null`.as('refusedKeyHash'),
    ])
    .where('id', 'in', users)
  const ofApps = storage
    .selectFrom('appAccess')
    .select([
      sql<'user' | 'app'>`'app'`.as('kind'),
      'appId as id',
      'keysVersion as version',
      sql<string | null>`null`.as('owner'),
      'configKeyRefusedAt',
      'refusedKeyHash',
    ])
    .where('appId', 'in', apps)
  if (users.length === 0) return ofApps
  return apps.length === 0 ? ofUsers : ofApps.unionAll(ofUsers)
}
