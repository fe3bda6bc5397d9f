import { HEADER } from '@alter/protocol'
import { isListed } from '../../address-ranges.ts'
import { ProblemError } from '../../problem.ts'
import type { CallingAgent } from './agent.ts'
import type { Opening } from './key-scopes.ts'
import type { UsedKey } from './known-keys.ts'

/** The address of a request, and what its route requires of a key. */
export interface Arrival {
  /** `undefined` when the server does not know it. */
  ip: string | undefined
  opening: Opening
}

/** Throws unless the key may make its request from this address at this time. */
export function judgeKey(used: UsedKey, { ip, opening }: Arrival, request: Request, now: number): void {
  const { stored, agent, scopes } = used
  // Its keys are revoked too. This check comes first because its message says why.
  if (agent?.status === 'revoked') throw inactive(agent)
  if (stored) {
    if (stored.revokedAt !== null) throw refused('This API key was revoked.')
    if (stored.expiresAt !== null && now >= stored.expiresAt) throw refused('This API key has expired.')
    if (stored.ranges.length > 0 && isListed(ip, stored.ranges) !== true) {
      throw refused(`This API key may not be used from ${ip ?? 'an unknown address'}.`)
    }
  }
  if (agent?.status === 'paused' && opening.toAgents !== 'paused') throw inactive(agent)
  if (agent && opening.toAgents === undefined) throw notForAgents()
  if (opening.scope !== null && !scopes.includes(opening.scope)) {
    throw new ProblemError(
      'insufficient_scope',
      `This API key lacks the scope ${opening.scope}; it has ${scopes.join(', ')}.`,
    )
  }
  if (needsUser(used) && opening.userToken !== 'body' && !request.headers.has(HEADER.userToken)) {
    throw userMissing(HEADER.userToken)
  }
}

/** Whether the key needs a user's JWT for every call. */
export function needsUser({ app, stored }: UsedKey): boolean {
  return app.userTokenRequired || stored?.userTokenRequired === true
}

/** @param place where the JWT belongs */
export function userMissing(place: string): ProblemError {
  return new ProblemError(
    'user_token_required',
    `This API key is only valid together with a user: send the user's JWT in ${place}.`,
    { field: place },
  )
}

function notForAgents(): ProblemError {
  return new ProblemError(
    'insufficient_scope',
    'The key of an agent is not accepted here: send a key of the app.',
  )
}

function inactive({ name, status }: CallingAgent): ProblemError {
  return new ProblemError(
    'agent_inactive',
    status === 'paused'
      ? `The agent ${name} is paused: it can do nothing until the app resumes it.`
      : `The agent ${name} was deleted.`,
  )
}

function refused(detail: string): ProblemError {
  return new ProblemError('invalid_api_key', detail)
}
