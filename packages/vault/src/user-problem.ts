import { HEADER } from '@alter/protocol'
import { ProblemError } from './problem.ts'

/** The user of a caller. Throws `user_token_required` when there is none. */
export function requireUser<User>({ user }: { user: User | null }): User {
  if (user !== null) return user
  throw new ProblemError('user_token_required', `Send the user's JWT in ${HEADER.userToken}.`)
}

/** The problem for the token of a user who was deleted after it was issued. */
export function deletedProblem(): ProblemError {
  return new ProblemError(
    'invalid_user_token',
    'The user of this token was deleted after it was issued: whoever signs up again sends a fresh one.',
  )
}
