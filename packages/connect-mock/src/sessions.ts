import type {
  AuthorizeRequest,
  Connection,
  ConnectEventName,
  CreateSessionResponse,
  ProviderInfo,
  SessionErrorCode,
} from '@alter/protocol'
import { MockProblem } from './problem.ts'
import { randomText } from './random.ts'
import type { MockSession, MockState } from './state.ts'

/** Life of a session in seconds. */
const SESSION_TTL = 600

/** What a caller shows: the token, or the id where the real vault would check the browser's cookie. */
export type SessionProof = { token: string } | { id: string }

interface NewSession {
  page: string
  origin: string
  providers: ProviderInfo[]
  grant_id?: string
  account_hint?: string
}

export function newSession(
  state: MockState,
  { page, origin, providers, grant_id, account_hint }: NewSession,
): CreateSessionResponse {
  if (grant_id !== undefined && !state.grants.some((grant) => grant.grant_id === grant_id)) {
    throw new MockProblem('grant_not_found', `The user has no grant ${grant_id}`)
  }
  const id = randomText('hex', 16)
  const token = `alter_cs_${id}_${randomText('base64url', 32)}`
  state.sessions.push({
    id,
    token,
    status: 'pending',
    allowedOrigin: origin,
    page,
    providers,
    ...(grant_id !== undefined && { grantId: grant_id }),
    ...(account_hint !== undefined && { accountHint: account_hint }),
    grants: [],
    events: [],
    expiresAt: Date.now() + SESSION_TTL * 1000,
  })
  return {
    session_token: token,
    session_id: id,
    connect_url: `${page}#session=${token}`,
    expires_in: SESSION_TTL,
  }
}

/** The session as it stands now; an unknown one is refused as the real vault does. */
export function sessionOf(state: MockState, proof: SessionProof): MockSession {
  const session = state.sessions.find((candidate) =>
    'token' in proof ? candidate.token === proof.token : candidate.id === proof.id,
  )
  if (session === undefined) throw new MockProblem('invalid_token', 'No session has this token or id')
  if (!hasEnded(session) && Date.now() >= session.expiresAt) {
    endSession(session, 'expired', 'session_expired', 'The session ran out of time')
  }
  return session
}

export function byToken(state: MockState, token: string): MockSession {
  return sessionOf(state, { token })
}

export function hasEnded({ status }: MockSession): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'expired'
}

export function startSession(session: MockSession): MockSession {
  if (session.status === 'pending') {
    session.status = 'open'
    note(session, 'page_loaded')
  }
  return session
}

export function authorizeSession(
  session: MockSession,
  { provider }: AuthorizeRequest,
): { authorization_url: string } {
  if (hasEnded(session)) throw new MockProblem('session_ended', `The session is ${session.status}`)
  if (!session.providers.some(({ id }) => id === provider)) {
    throw new MockProblem('unknown_provider', `This session does not allow "${provider}"`, {
      field: 'provider',
    })
  }
  const state = randomText('base64url', 32)
  session.status = 'authorizing'
  session.attempt = { state, provider }
  delete session.error
  delete session.errorDescription
  note(session, 'provider_selected', provider)
  note(session, 'authorization_started', provider)
  const url = new URL(session.page)
  url.searchParams.set('provider', provider)
  url.searchParams.set('state', state)
  return { authorization_url: url.href }
}

/** A connection was made. With one provider that was all; with several the user may go on. */
export function connectSession(session: MockSession, connection: Connection): void {
  session.grants = [...session.grants.filter(({ grant_id }) => grant_id !== connection.grant_id), connection]
  session.status = session.providers.length === 1 ? 'completed' : 'open'
  note(session, 'authorization_completed', connection.provider)
}

/** An attempt came to nothing. With one provider that ends the session; with several it is a notice. */
export function refuseSession(session: MockSession, error: SessionErrorCode, description: string): void {
  endSession(session, session.providers.length === 1 ? 'failed' : 'open', error, description)
}

export function completeSession(session: MockSession): MockSession {
  if (!hasEnded(session) && session.grants.length > 0) session.status = 'completed'
  return session
}

/** What was connected so far stays: leaving then is a success. */
export function cancelSession(session: MockSession): MockSession {
  if (!hasEnded(session)) session.status = session.grants.length > 0 ? 'completed' : 'cancelled'
  return session
}

function endSession(
  session: MockSession,
  status: 'open' | 'failed' | 'expired',
  error: SessionErrorCode,
  description: string,
): void {
  session.status = status
  session.error = error
  session.errorDescription = description
}

function note(session: MockSession, event: ConnectEventName, provider?: string): void {
  session.events.push({
    event,
    ...(provider !== undefined && { provider }),
    timestamp: new Date().toISOString(),
  })
}
