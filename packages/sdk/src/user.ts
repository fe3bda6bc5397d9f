import { AsyncLocalStorage } from 'node:async_hooks'
import { checkTimeout, startDeadline } from './deadline.ts'
import { AuthenticationError, TimeoutError } from './errors/errors.ts'
import { unsetText } from './unset-text.ts'

/** Returns the calling user's JWT. An empty result stops the call before anything is sent. */
export type UserTokenGetter = () => string | null | undefined | Promise<string | null | undefined>

const users = new AsyncLocalStorage<string>()

/** The message for a call that needs a user and has none. */
export const NO_USER: string =
  'No user: run this call inside withUser(userToken, …), or pass userToken with it.'

/**
 * Runs `run`, and everything that it awaits, as the user of this JWT.
 * @throws AuthenticationError for an empty token, so that an anonymous caller never becomes the app
 * @throws TypeError when `run` is no function
 */
export function withUser<Result>(userToken: string, run: () => Result): Result {
  const checked = checkUserToken(userToken, 'No user: the userToken given to withUser is empty.')
  if (typeof run !== 'function') {
    throw new TypeError('run is missing: write withUser(userToken, () => app.request(…)).')
  }
  return users.run(checked, run)
}

/** The JWT of the nearest {@link withUser}; `undefined` outside. */
export function currentUserToken(): string | undefined {
  return users.getStore()
}

/** Where a client takes its users from. */
interface UserSource {
  userTokenGetter: UserTokenGetter | undefined
  /** How long the getter may take, unless the call says otherwise. Milliseconds. */
  timeout: number
}

/** The part of a call that names its user, and how long it may take. */
interface CallOfUser {
  userToken?: string
  timeout?: number | undefined
  signal?: AbortSignal | undefined
}

/** The user's JWT: the one of the call, else the getter's, else that of {@link withUser}. */
export async function resolveUserToken(
  call: CallOfUser,
  { userTokenGetter, timeout }: UserSource,
): Promise<string | undefined> {
  if ('userToken' in call) return checkUserToken(call.userToken)
  if (userTokenGetter === undefined) return currentUserToken()
  return checkUserToken(await askGetter(userTokenGetter, checkTimeout(call.timeout ?? timeout), call.signal))
}

/** A getter that never settles must not keep a call that has a timeout and may be aborted. */
async function askGetter(getter: UserTokenGetter, timeout: number, signal: AbortSignal | undefined) {
  signal?.throwIfAborted()
  const deadline = startDeadline(timeout, signal, () => {
    return new TimeoutError('timeout', `userTokenGetter did not answer within ${timeout} ms.`)
  })
  try {
    return await deadline.race(Promise.resolve(getter()))
  } finally {
    deadline.clear()
  }
}

/** The same for a call that needs a user. */
export async function requireUserToken(call: CallOfUser, source: UserSource): Promise<string> {
  const userToken = await resolveUserToken(call, source)
  if (userToken !== undefined) return userToken
  const fix = "pass userToken, run this inside withUser(userToken, …), or spell out principal: 'app'"
  throw new AuthenticationError('user_token_required', `No user to connect for: ${fix}.`)
}

/** Checked here, because `Headers` would quote an invalid token in its message. */
export function checkUserToken(value: unknown, whereEmpty: string = NO_USER): string {
  if (value === undefined || value === null || value === '') {
    throw new AuthenticationError('user_token_required', whereEmpty)
  }
  if (typeof value === 'object' || typeof value === 'function') {
    throw new AuthenticationError(
      'invalid_user_token',
      'The user token is not a JWT: it is an object, such as a promise that was not awaited or a session. Pass the token itself.',
    )
  }
  const unset = typeof value === 'string' ? unsetText(value) : undefined
  if (unset !== undefined) {
    throw new AuthenticationError('invalid_user_token', `The user token is not a JWT: it ${unset}.`)
  }
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw new AuthenticationError(
      'invalid_user_token',
      'The user token is not a JWT: pass the token itself, without "Bearer" or spaces.',
    )
  }
  return value
}
