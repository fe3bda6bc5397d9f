import { deadlineOf, hasEnded } from '@alter/protocol/rules'
import { MockProblem } from '../problem.ts'
import { nowIn, type MockSession, type MockState } from '../world/state.ts'
import { expire } from './session.ts'

/** How a request names its session: by token, or by id from the browser of the session. */
export type SessionProof = { browser?: string | undefined } & ({ token: string } | { id: string | undefined })

/** The session of a token. */
export function byToken(state: MockState, token: string): MockSession {
  const session = state.sessions.find((candidate) => candidate.token === token)
  if (session === undefined)
    throw new MockProblem('invalid_token', 'No session has this token: start again from the app.')
  return asOf(state, session)
}

/** The session of a request from the Connect page. */
export function byPage(state: MockState, proof: SessionProof): MockSession {
  if ('token' in proof) return byToken(state, proof.token)
  const session = state.sessions.find(({ id }) => id === proof.id)
  if (session === undefined)
    throw new MockProblem('invalid_token', 'Send the session token, or the id of a session of this browser.')
  assertBrowser(session, proof)
  return asOf(state, session)
}

export function assertBrowser(session: MockSession, { browser }: SessionProof): void {
  if (browser !== undefined && session.browser === browser) return
  throw new MockProblem(
    'session_in_use',
    'This session belongs to another browser: start again from the app.',
  )
}

/** The session as of now, because it may have expired. */
export function asOf(state: MockState, session: MockSession): MockSession {
  if (!hasEnded(session) && nowIn(state) >= deadlineOf(session)) expire(session)
  return session
}
