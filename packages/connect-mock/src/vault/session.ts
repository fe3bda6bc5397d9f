import type { Connection, Landing, SessionErrorCode, Tightening } from '@alter/protocol'
import * as rules from '@alter/protocol/rules'
import { MockProblem } from '../problem.ts'
import { nowIn, type MockSession, type MockState } from '../world/state.ts'

/** Authorizations of one session at most. A person needs fewer. */
const MOST_ATTEMPTS = 20

/** Throws when the session's flow has ended. */
export function assertLive(session: MockSession): void {
  if (session.status === 'expired')
    throw new MockProblem('session_expired', 'This session has expired: start again from the app.')
  if (rules.hasEnded(session))
    throw new MockProblem('session_ended', 'This session has already been used: start again from the app.')
}

/** The first start binds the session to a browser. */
export function startSession(
  state: MockState,
  session: MockSession,
  browser: string,
  landing: Landing | undefined,
): void {
  change(session, rules.start({ ...session, browser }, landing, nowIn(state)))
}

export function beginAuthorization(
  state: MockState,
  session: MockSession,
  provider: string,
  authorization: string,
  tightening: Tightening | undefined,
): void {
  if (session.attempts.length >= MOST_ATTEMPTS) {
    throw new MockProblem('rate_limited', 'Too many attempts in one session: start again from the app.')
  }
  const chosen = tightening !== undefined && { tightening }
  session.attempts.push({ state: authorization, provider, isAnswered: false, ...chosen })
  const next = rules.beginAuthorization(session, provider, nowIn(state))
  change(session, { ...next, ...chosen })
}

export function connected(state: MockState, session: MockSession, connection: Connection): void {
  change(session, rules.connected(session, connection, nowIn(state)))
}

export function refused(session: MockSession, error: SessionErrorCode, description: string): void {
  change(session, rules.refused(session, error, description))
}

export function complete(session: MockSession): void {
  change(session, rules.complete(session))
}

export function leave(session: MockSession): void {
  change(session, rules.leave(session))
}

export function expire(session: MockSession): void {
  change(session, rules.runOut(session))
}

function change(session: MockSession, next: MockSession): void {
  Object.assign(session, next, { version: session.version + 1 })
}
