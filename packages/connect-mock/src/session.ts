import type { Connection, ConnectEventName, Landing, SessionErrorCode } from '@alter/protocol'
import { MockProblem } from './problem.ts'
import { timeIn, type MockSession, type MockState } from './state.ts'

/** More authorizations than a person begins. */
const MOST_ATTEMPTS = 20

export function hasEnded({ status }: MockSession): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'expired'
}

/** Throws unless the session still takes part in its flow. */
export function assertLive(session: MockSession): void {
  if (session.status === 'expired') throw new MockProblem('session_expired', 'This session has expired.')
  if (hasEnded(session)) throw new MockProblem('session_ended', `This session is ${session.status} already.`)
}

/** The first start binds the session to a browser; with a landing, the page has the app's own tab. */
export function startSession(
  state: MockState,
  session: MockSession,
  browser: string,
  landing: Landing | undefined,
): void {
  session.status = 'open'
  session.browser = browser
  if (landing !== undefined) session.delivery = 'redirect'
  session.shortReturn = landing === 'session'
  note(state, session, 'page_loaded')
}

export function beginAuthorization(
  state: MockState,
  session: MockSession,
  provider: string,
  authorization: string,
): void {
  if (session.attempts.length >= MOST_ATTEMPTS) {
    throw new MockProblem('rate_limited', 'Too many attempts in one session: start again from the app.')
  }
  session.status = 'authorizing'
  session.attempts.push({ state: authorization, provider, isAnswered: false })
  forgetError(session)
  note(state, session, 'provider_selected', provider)
  note(state, session, 'authorization_started', provider)
}

/** A connection was made. With one provider that was all; with several the user may go on. */
export function connected(state: MockState, session: MockSession, connection: Connection): void {
  session.grants = [...session.grants.filter(({ grant_id }) => grant_id !== connection.grant_id), connection]
  session.status = session.providers.length === 1 ? 'completed' : 'open'
  forgetError(session)
  note(state, session, 'authorization_completed', connection.provider)
}

/** An attempt came to nothing. With one provider that ends the session; with several it is a notice. */
export function refused(session: MockSession, error: SessionErrorCode, description: string): void {
  session.status = session.providers.length === 1 ? 'failed' : 'open'
  session.error = error
  session.errorDescription = description
  session.version += 1
}

export function complete(session: MockSession): void {
  session.status = 'completed'
  forgetError(session)
  session.version += 1
}

/** The user leaves: what was connected so far stays, and leaving then is a success. */
export function leave(session: MockSession): void {
  if (session.grants.length > 0) complete(session)
  else session.status = 'cancelled'
  session.version += 1
}

/** The time is over: what was connected so far stays. */
export function expire(session: MockSession): void {
  if (session.grants.length > 0) {
    complete(session)
    return
  }
  session.status = 'expired'
  session.error = 'session_expired'
  session.errorDescription = 'The session ran out of time before anything was connected.'
  session.version += 1
}

function forgetError(session: MockSession): void {
  delete session.error
  delete session.errorDescription
}

function note(state: MockState, session: MockSession, event: ConnectEventName, provider?: string): void {
  session.events.push({ event, ...(provider !== undefined && { provider }), timestamp: timeIn(state) })
  session.version += 1
}
