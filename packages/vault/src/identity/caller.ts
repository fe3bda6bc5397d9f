import { HEADER, type KeyScope } from '@alter/protocol'
import type { WatchCache } from '../bounded.ts'
import type { App } from '../config/settings.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { OnKeyOutage } from './key-set.ts'
import type { CallingAgent, StoredAgent } from './agent.ts'
import { type Arrival, judgeKey, needsUser, userMissing } from './key-judgement.ts'
import type { StoredKey } from './key-row.ts'
import type { KnownKeys, UsedKey } from './known-keys.ts'
import { remembered, type Remembered } from './remembered.ts'
import { createUserTokenVerifier } from './user-token.ts'
import { isKnown, rememberUser, type User } from './users.ts'

/** Who asks: an app, and the user on whose behalf, if any. */
export interface Caller {
  app: App
  user: User | null
  /** The agent whose key asks, as it was when the key was confirmed last; `null` for a key of the app itself. */
  readonly agent: CallingAgent | null
}

/** Tells who sent a request. Each throws `invalid_api_key` or `insufficient_scope` for a key that may not ask this. */
export interface Callers {
  /** Notes where a request came from and what it is about to open: call it before any other method. */
  arrived(request: Request, arrival: Arrival): void
  /** Throws `user_token_required` too where the app may not speak for itself. */
  app(request: Request): Promise<App>
  /** With the user of `x-alter-user-token`, when it is sent. */
  caller(request: Request): Promise<Caller>
  /**
   * The same as far as memory knows: for uses, which ask for the version of the user's grants, and have the key
   * confirmed with it.
   */
  remembered(request: Request): Promise<Caller>
  /** Throws unless the key may still do what its request asks for, as the database has it now. */
  confirm(request: Request): Promise<void>
  /**
   * What is found out meanwhile. The database is asked for both at once when both begin in one turn of the event
   * loop; a fault of the key is reported first.
   */
  confirmedWith<Value>(request: Request, meanwhile: Promise<Value>): Promise<Value>
  user(app: App, token: string): Promise<User>
  /** Throws `user_token_required` where the key of a request opens nothing without a user. */
  assertNoUserNeeded(request: Request, place: string): void
  /** The agent whose key a request carries, as it was when the key was confirmed last; `null` for one of the app itself. */
  agentOf(request: Request): StoredAgent | null
  /** What the key of a request may do. */
  scopesOf(request: Request): readonly KeyScope[]
  /** What the key of a request may do, and with it those that it makes; `null` for the one that may do everything. */
  keyOf(request: Request): StoredKey | null
  /** What the audit calls the key of a request: its id, `config` for that of the config file; `null` where none was known. */
  keyName(request: Request): string | null
  /** Notes who turned out to have sent a request, where its body says so. */
  note(request: Request, caller: Caller): void
  /** Who sent a request, as far as it was found out. */
  known(request: Request): Caller | undefined
}

export interface CallerParts {
  apps: App[]
  storage: Storage
  keys: KnownKeys
  outbound: Outbound
  now: () => number
}

export function createCallers(
  { apps, storage, keys, outbound, now }: CallerParts,
  watch: WatchCache,
  onKeyOutage: (app: App, ...outage: Parameters<OnKeyOutage>) => void,
): Callers {
  const users = new Map(
    apps.map((app) => {
      const verify = createUserTokenVerifier(app.identity, outbound, now, (...outage) =>
        onKeyOutage(app, ...outage),
      )
      async function resolve(token: string): Promise<User> {
        return rememberUser(storage, app, await verify(token), now())
      }
      return [app.id, remembered(resolve, now, watch)] as const
    }),
  )
  function usersOf({ id }: App): Remembered<User> {
    const known = users.get(id)
    if (!known) throw new ProblemError('invalid_user_token', `The app ${id} has no identity issuer.`)
    return known
  }
  const arrivals = new WeakMap<Request, Arrival>()
  const usedKeys = new WeakMap<Request, UsedKey>()
  const callers = new WeakMap<Request, Caller>()
  const note: Callers['note'] = (request, caller) => void callers.set(request, caller)

  function judge(request: Request, used: UsedKey): void {
    const arrival = arrivals.get(request)
    if (!arrival) throw new Error(`no scope is stated for ${request.method} ${new URL(request.url).pathname}`)
    judgeKey(used, arrival, request, now())
  }
  /** A confirmation may bring a newer agent: whoever looks later sees that one. */
  function callerWith(request: Request, app: App, user: User | null): Caller {
    return {
      app,
      user,
      get agent() {
        return usedKeyOf(request).agent
      },
    }
  }
  /** Whose key it is, as far as memory knows. */
  async function recognize(request: Request): Promise<App> {
    const used = await keys.find(request)
    usedKeys.set(request, used)
    note(request, callerWith(request, used.app, null))
    // An agent that is paused in memory may have been resumed since.
    if (used.agent?.status === 'paused') await confirm(request)
    else judge(request, used)
    return used.app
  }
  function usedKeyOf(request: Request): UsedKey {
    const used = usedKeys.get(request)
    if (!used) throw new Error('nobody asked whose key this is')
    return used
  }
  const confirm: Callers['confirm'] = async (request) => {
    const used = await keys.current(usedKeyOf(request))
    usedKeys.set(request, used)
    judge(request, used)
    keys.noteUse(used)
  }
  async function userOf(app: App, request: Request): Promise<Caller> {
    const token = request.headers.get(HEADER.userToken)
    // An empty header is a caller that lost its user, not the app speaking for itself.
    if (token === '') throw new ProblemError('invalid_user_token', `${HEADER.userToken} is empty.`)
    const caller = callerWith(request, app, token === null ? null : await usersOf(app).recall(token))
    note(request, caller)
    return caller
  }
  async function callerOf(request: Request): Promise<Caller> {
    const app = await recognize(request)
    await confirm(request)
    const caller = await userOf(app, request)
    if (caller.user === null || (await isKnown(storage, caller.user))) return caller
    // Deleted, here or by another process: a fresh look says so.
    const user = await usersOf(app).renew(request.headers.get(HEADER.userToken) ?? '')
    return callerWith(request, app, user)
  }
  return {
    arrived: (request, arrival) => void arrivals.set(request, arrival),
    note,
    known: (request) => callers.get(request),
    async app(request) {
      const app = await recognize(request)
      await confirm(request)
      // A JWT that the key needs must be one.
      if (needsUser(usedKeyOf(request)) && request.headers.has(HEADER.userToken)) await userOf(app, request)
      return app
    },
    caller: callerOf,
    remembered: async (request) => userOf(await recognize(request), request),
    confirm,
    async confirmedWith(request, meanwhile) {
      const [key, found] = await Promise.allSettled([confirm(request), meanwhile])
      if (key.status === 'rejected') throw key.reason
      if (found.status === 'rejected') throw found.reason
      return found.value
    },
    user: (app, token) => usersOf(app).renew(token),
    assertNoUserNeeded(request, place) {
      if (needsUser(usedKeyOf(request))) throw userMissing(place)
    },
    agentOf: (request) => usedKeyOf(request).agent,
    scopesOf: (request) => usedKeyOf(request).scopes,
    keyOf: (request) => usedKeyOf(request).stored,
    keyName(request) {
      const used = usedKeys.get(request)
      return used ? (used.stored?.id ?? 'config') : null
    },
  }
}
