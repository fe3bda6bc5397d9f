import { setImmediate as nextTurn } from 'node:timers/promises'
import { type CompiledQuery, sql } from 'kysely'
import type { Storage } from './open.ts'
import { padded } from './padded.ts'

/** How an app's keys stand. */
export interface AppAccess {
  keysVersion: number
  /** Since when the key in the config file is refused, in milliseconds since the epoch; `null`: it is not. */
  configKeyRefusedAt: number | null
  /** Hashes of the keys that were in the config file when they were refused last, with spaces between. */
  refusedKeyHash: string | null
}

/** Asks the database whether what a vault keeps in memory still holds. An answer is never older than its question. */
export interface Standing {
  /**
   * In which version a user's grants are, and whose they are: they are read again when either is another. `undefined` for
   * a user who is not known.
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

/** Users, or apps, of one question. */
const MOST = 64

const UNTOUCHED: AppAccess = { keysVersion: 0, configKeyRefusedAt: null, refusedKeyHash: null }

/** Asks the database once for all who want to know in the same turn of the event loop. */
export function createStanding(storage: Storage): Standing {
  let next: Question | undefined
  // Every use asks it, and putting a statement together takes longer than the answer. One for each pair of powers of two.
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
  // The apps come first in the statement.
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
