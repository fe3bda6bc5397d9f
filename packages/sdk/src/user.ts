import { AsyncLocalStorage } from 'node:async_hooks'
import { AuthenticationError } from './errors.ts'

/** Answers the calling user's JWT; an empty answer stops the call before any request. */
export type UserTokenGetter = () => string | null | undefined | Promise<string | null | undefined>

const users = new AsyncLocalStorage<string>()

/**
 * Runs `run`, and all it awaits, as the user of this JWT.
 * @throws AuthenticationError when the token is empty: an anonymous caller never becomes the app.
 */
export function withUser<Result>(userToken: string, run: () => Result): Result {
  return users.run(checkUserToken(userToken), run)
}

/** The JWT of the nearest {@link withUser}; `undefined` outside. */
export function currentUserToken(): string | undefined {
  return users.getStore()
}

/** Whose call it is: the token named with the call, else what the getter answers, else {@link withUser}'s. */
export async function resolveUserToken(
  call: { userToken?: string },
  getter: UserTokenGetter | undefined,
): Promise<string | undefined> {
  if ('userToken' in call) return checkUserToken(call.userToken)
  if (getter !== undefined) return checkUserToken(await getter())
  return currentUserToken()
}

/** The token is kept out of every message, so its shape is checked before `Headers` would quote it. */
export function checkUserToken(value: unknown): string {
  if (value === undefined || value === null || value === '') {
    throw new AuthenticationError('user_token_required', 'No user: there is no user token for this call.')
  }
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw new AuthenticationError(
      'invalid_user_token',
      'The user token is not a JWT: pass the token itself, without "Bearer" or spaces.',
    )
  }
  return value
}
