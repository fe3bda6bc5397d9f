import { HEADER } from '@alter/protocol'
import type { WatchCache } from '../bounded.ts'
import type { App } from '../config/settings.ts'
import type { Outbound } from '../outbound/outbound.ts'
import { ProblemError } from '../problem.ts'
import type { Storage } from '../storage/open.ts'
import { authenticateApp } from './api-key.ts'
import { remembered } from './remembered.ts'
import type { Remembered } from './remembered.ts'
import { createUserTokenVerifier } from './user-token.ts'
import { isKnown, rememberUser } from './users.ts'
import type { User } from './users.ts'

/** Who asks: an app, and the user on whose behalf, if any. */
export interface Caller {
  app: App
  user: User | null
}

/** Tells who sent a request. */
export interface Callers {
  app(request: Request): App
  /** With the user of `x-alter-user-token`, when it is sent. */
  caller(request: Request): Promise<Caller>
  /** The same, but of a user who may have been deleted meanwhile: for uses, which ask for the version of the user's grants. */
  remembered(request: Request): Promise<Caller>
  user(app: App, token: string): Promise<User>
  /** Notes who turned out to have sent a request, where its body says so. */
  note(request: Request, caller: Caller): void
  /** Who sent a request, as far as it was found out. */
  known(request: Request): Caller | undefined
}

export const createCallers = (
  apps: App[],
  storage: Storage,
  outbound: Outbound,
  now: () => number,
  watch: WatchCache,
): Callers => {
  const users = new Map(
    apps.map(({ id, identity }) => {
      const verify = createUserTokenVerifier(identity, outbound, now)
      const resolve = async (token: string): Promise<User> =>
        rememberUser(storage, id, await verify(token), now())
      return [id, remembered(resolve, now, watch)] as const
    }),
  )
  const usersOf = ({ id }: App): Remembered<User> => {
    const known = users.get(id)
    if (!known) throw new ProblemError('invalid_user_token', `The app ${id} has no identity issuer.`)
    return known
  }
  const callers = new WeakMap<Request, Caller>()
  const note: Callers['note'] = (request, caller) => void callers.set(request, caller)
  const appOf = (request: Request): App => {
    const app = authenticateApp(apps, request)
    note(request, { app, user: null })
    return app
  }
  const remember = async (request: Request): Promise<Caller> => {
    const app = appOf(request)
    const token = request.headers.get(HEADER.userToken)
    // An empty header is a caller that lost its user, not the app speaking for itself.
    if (token === '') throw new ProblemError('invalid_user_token', `${HEADER.userToken} is empty.`)
    const caller = { app, user: token === null ? null : await usersOf(app).recall(token) }
    note(request, caller)
    return caller
  }
  return {
    note,
    known: (request) => callers.get(request),
    app: appOf,
    async caller(request) {
      const { app, user } = await remember(request)
      if (user === null || (await isKnown(storage, user))) return { app, user }
      // Deleted, here or by another process: a fresh look says so.
      return { app, user: await usersOf(app).renew(request.headers.get(HEADER.userToken) ?? '') }
    },
    remembered: remember,
    user: (app, token) => usersOf(app).renew(token),
  }
}

/** The user, where one is needed; throws `user_token_required`. */
export const requireUser = ({ user }: Caller): User => {
  if (user) return user
  throw new ProblemError('user_token_required', `Send the user's JWT in ${HEADER.userToken}.`)
}
