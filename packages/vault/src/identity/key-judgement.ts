import { HEADER } from '@alter/protocol'
import { isListed } from '../address-ranges.ts'
import { ProblemError } from '../problem.ts'
import type { Opening } from './key-scopes.ts'
import type { UsedKey } from './known-keys.ts'

/** Where a request came from, and what it is about to open. */
export interface Arrival {
  /** As far as the server knows it. */
  ip: string | undefined
  opening: Opening
}

/** Throws unless a key may open what its request asks for, from where it came, at this time. */
export function judgeKey(used: UsedKey, { ip, opening }: Arrival, request: Request, now: number): void {
  const { stored } = used
  if (stored) {
    if (stored.revokedAt !== null) throw refused('This API key was revoked.')
    if (stored.expiresAt !== null && now >= stored.expiresAt) throw refused('This API key has expired.')
    if (stored.ranges.length > 0 && isListed(ip, stored.ranges) !== true) {
      throw refused(`This API key may not be used from ${ip ?? 'an address that is not known'}.`)
    }
    if (!stored.scopes.includes(opening.scope)) {
      throw new ProblemError(
        'insufficient_scope',
        `This API key lacks the scope ${opening.scope}; it has ${stored.scopes.join(', ')}.`,
      )
    }
  }
  if (needsUser(used) && opening.userToken !== 'body' && !request.headers.has(HEADER.userToken)) {
    throw userMissing(HEADER.userToken)
  }
}

/** Whether a key opens nothing without a user's JWT. */
export function needsUser({ app, stored }: UsedKey): boolean {
  return app.userTokenRequired || stored?.userTokenRequired === true
}

/** @param place where the JWT should have been */
export function userMissing(place: string): ProblemError {
  return new ProblemError(
    'user_token_required',
    `This API key opens nothing without a user: send the user's JWT in ${place}.`,
    { field: place },
  )
}

function refused(detail: string): ProblemError {
  return new ProblemError('invalid_api_key', detail)
}
