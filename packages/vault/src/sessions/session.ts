import type {
  ConnectEvent,
  ConnectEventName,
  Connection,
  Delivery,
  Landing,
  PolicyRule,
  SessionErrorCode,
  SessionStatus,
} from '@alter/protocol'

/** One flow, from mint to outcome. */
export interface Session {
  id: string
  appId: string
  /** `null`: the grant will belong to the app itself. */
  userId: string | null
  userLabel: string
  tokenHash: string
  /** Hash of the cookie of the browser that started it. */
  browserHash: string | null
  status: SessionStatus
  delivery: Delivery
  allowedOrigin: string | null
  returnUrl: string | null
  /** Only the session id is appended to the return URL. */
  shortReturn: boolean
  providers: string[]
  /** By provider, where the app asked for others than the operator's. */
  requiredScopes: Record<string, string[]>
  /** The grant to authorize again. */
  grantId: string | null
  accountHint: string | null
  /** Life of the grants made here, in seconds; `null` keeps the one a grant has. */
  grantTtl: number | null
  /** Rules of the grants made here; `null` keeps those a grant has. */
  grantPolicies: PolicyRule[] | null
  grants: Connection[]
  events: ConnectEvent[]
  error: SessionErrorCode | null
  errorDescription: string | null
  /** Authorization attempts so far. */
  attempts: number
  createdAt: number
  expiresAt: number
  /** When the outcome was written, or time ended it. */
  endedAt: number | null
  version: number
}

/** A callback is honoured no longer than this beyond the session's end, if the authorization began in time. Milliseconds. */
export const LONGEST_GRACE = 300_000

/** A session's outcome is told so long; after that it is as if it had never been. Milliseconds. */
const OUTCOME_LIFE = 900_000

/** The moment before which an end is too long ago to be told. */
export function toldSince(now: number): number {
  return now - OUTCOME_LIFE
}

/** A short session has a short grace: it never doubles its life. */
function graceOf({ createdAt, expiresAt }: Session): number {
  return Math.min(LONGEST_GRACE, expiresAt - createdAt)
}

/** How long after its mint anybody may still ask how a session ended. Milliseconds. */
export function longestTold(session: Session): number {
  return session.expiresAt - session.createdAt + graceOf(session) + OUTCOME_LIFE
}

/** Nothing changes any more. */
export function hasEnded({ status }: Session): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'expired'
}

/** The session as it stands at a moment: time alone may have ended it. */
export function asOf(session: Session, now: number): Session {
  const deadline = session.expiresAt + (session.status === 'authorizing' ? graceOf(session) : 0)
  if (hasEnded(session) || now < deadline) return session
  const ended = session.grants.length > 0 ? complete(session) : end(session, 'expired')
  return { ...ended, endedAt: deadline }
}

/** The first start binds the session to a browser, and tells where the page is: with a landing, in the app's own tab. */
export function start(
  session: Session,
  browserHash: string,
  landing: Landing | undefined,
  now: number,
): Session {
  if (session.status !== 'pending') return session
  const isFullPage = landing !== undefined && session.returnUrl !== null
  const next: Session = {
    ...session,
    status: 'open',
    browserHash,
    delivery: isFullPage ? 'redirect' : session.delivery,
    shortReturn: landing === 'session',
  }
  return withEvents(next, now, ['page_loaded'])
}

/** The user goes to a provider. A notice of an earlier attempt is over. */
export function beginAuthorization(session: Session, provider: string, now: number): Session {
  return withEvents(
    {
      ...session,
      status: 'authorizing',
      attempts: session.attempts + 1,
      error: null,
      errorDescription: null,
    },
    now,
    ['provider_selected', 'authorization_started'],
    provider,
  )
}

/** A connection was made. With one provider that was all; with several the user may go on. */
export function connected(session: Session, connection: Connection, now: number): Session {
  const others = session.grants.filter(({ grant_id }) => grant_id !== connection.grant_id)
  const next: Session = {
    ...session,
    status: 'open',
    grants: [...others, connection],
    error: null,
    errorDescription: null,
  }
  const told = withEvents(next, now, ['authorization_completed'], connection.provider)
  return session.providers.length === 1 ? complete(told) : told
}

/** An attempt came to nothing. With one provider that ends the session; with several it is a notice. */
export function refused(session: Session, error: SessionErrorCode, description: string): Session {
  const next: Session = { ...session, error, errorDescription: description }
  return session.providers.length === 1 ? end(next, 'failed') : { ...next, status: 'open' }
}

/** The user is done, having connected something. */
export function complete(session: Session): Session {
  return end({ ...session, error: null, errorDescription: null }, 'completed')
}

/** The user leaves: what was connected so far stays. */
export function leave(session: Session): Session {
  return session.grants.length > 0 ? complete(session) : end(session, 'cancelled')
}

function end(session: Session, status: 'completed' | 'failed' | 'cancelled' | 'expired'): Session {
  return {
    ...session,
    status,
    ...(status === 'expired' && {
      error: 'session_expired' as const,
      errorDescription: 'The session ran out of time before anything was connected.',
    }),
  }
}

function withEvents(session: Session, now: number, names: ConnectEventName[], provider?: string): Session {
  const timestamp = new Date(now).toISOString()
  const events = names.map((event) => ({ event, ...(provider !== undefined && { provider }), timestamp }))
  return { ...session, events: [...session.events, ...events] }
}
