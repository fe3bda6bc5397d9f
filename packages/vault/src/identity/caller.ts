import { HEADER, type KeyScope } from '@alter/protocol'
import type { WatchCache } from '../bounded.ts'
import type { App } from '../config/settings.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import type { OnKeyOutage } from './key-set.ts'
import type { CallingAgent, StoredAgent } from './keys/agent.ts'
import { type Arrival, judgeKey, needsUser, userMissing } from './keys/key-judgement.ts'
import type { StoredKey } from './keys/key-row.ts'
import type { KnownKeys, UsedKey } from './keys/known-keys.ts'
import { remembered, type Remembered } from './remembered.ts'
import { createUserTokenVerifier } from './user-token.ts'
import { isKnown, rememberUser, type User } from './users.ts'

/** Who calls: an app, with the user on whose behalf it calls, if any. */
export interface Caller {
  app: App
  user: User | null
  /** The agent of the key, as of the key's last confirmation; `null` for a key of the app itself. */
  readonly agent: CallingAgent | null
}

/**
 * Finds out who sent a request. Each method throws `invalid_api_key` or `insufficient_scope` for a key that may not
 * make this request.
 */
export interface Callers {
  /** Records the request's address and what its route requires. Call it before any other method. */
  arrived(request: Request, arrival: Arrival): void
  /** Also throws `user_token_required` when the app may not call without a user. */
  app(request: Request): Promise<App>
  /** The app, and the user of `x-alter-user-token` if the header is there. */
  caller(request: Request): Promise<Caller>
  /**
   * The caller from memory, without asking the database. For uses, which read the version of the user's grants and
   * confirm the key with it.
   */
  remembered(request: Request): Promise<Caller>
  /** Throws unless the key may still make its request, as the database has it now. */
  confirm(request: Request): Promise<void>
  /**
   * Confirms the key while `meanwhile` runs. Both become one question to the database if they begin in the same turn of
   * the event loop. A fault of the key is reported first.
   */
  confirmedWith<Value>(request: Request, meanwhile: Promise<Value>): Promise<Value>
  user(app: App, token: string): Promise<User>
  /** Throws `user_token_required` when the key of a request needs a user. */
  assertNoUserNeeded(request: Request, place: string): void
  /** The agent of the key, as of the key's last confirmation; `null` for a key of the app itself. */
  agentOf(request: Request): StoredAgent | null
  /** The scopes of the request's key. */
  scopesOf(request: Request): readonly KeyScope[]
  /**
   * The stored key of a request, whose rights limit the keys that it creates; `null` for the key of the config file,
   * which may do everything.
   */
  keyOf(request: Request): StoredKey | null
  /**
   * The name of the key in the audit: its id, or `config` for the key in the config file; `null` for an unknown key.
   */
  keyName(request: Request): string | null
  /** Records the caller that a request's body named. */
  note(request: Request, caller: Caller): void
  /** The caller of a request, if it is known by now. */
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
  /** `agent` is read late, because a confirmation may bring a newer state. */
  function callerWith(request: Request, app: App, user: User | null): Caller {
    return {
      app,
      user,
      get agent() {
        return usedKeyOf(request).agent
      },
    }
  }
  /** Finds the app of the key, from memory. */
  async function recognize(request: Request): Promise<App> {
    const used = await keys.find(request)
    usedKeys.set(request, used)
    note(request, callerWith(request, used.app, null))
    // An agent that is paused in memory may have been resumed.
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
    // An empty header means that the caller lost its user. It must not pass as a call of the app itself.
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
    // Another process may have deleted the user, so this asks the database.
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
      // If the key needs a user's JWT and the header is there, the JWT must be valid.
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
