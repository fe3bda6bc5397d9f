import type { Connection } from './connection.ts'
import type {
  ConnectEvent,
  ConnectEventName,
  Delivery,
  Landing,
  SessionErrorCode,
  SessionResult,
  SessionStatus,
} from './session.ts'

/** The course of a session, from its mint to its outcome: what the vault and its mock know of it alike. */
export interface SessionCourse {
  /** The public part of the token. */
  id: string
  /** How far it has come. */
  status: SessionStatus
  /** How the app hears of the outcome. */
  delivery: Delivery
  /** Where a full-page flow lands. */
  returnUrl: string | null
  /** Only the session id is appended to the return URL. */
  shortReturn: boolean
  /** Those that the user may connect. */
  providers: readonly unknown[]
  /** What was connected so far. */
  grants: Connection[]
  /** Everything so far, oldest first. */
  events: ConnectEvent[]
  /** Why the last attempt came to nothing; `null` where it did not. */
  error: SessionErrorCode | null
  /** The same for a developer. */
  errorDescription: string | null
  /** Milliseconds since 1970. */
  createdAt: number
  /** Milliseconds since 1970. */
  expiresAt: number
}

/** A callback counts no longer than this beyond the session's end, if the authorization began in time. Milliseconds. */
export const LONGEST_GRACE = 300_000

/** How long a callback counts beyond the session's end. A short session has a short grace: it never doubles its life. */
export function graceOf({ createdAt, expiresAt }: Pick<SessionCourse, 'createdAt' | 'expiresAt'>): number {
  return Math.min(LONGEST_GRACE, expiresAt - createdAt)
}

/** Whether nothing changes any more. */
export function hasEnded({ status }: Pick<SessionCourse, 'status'>): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'expired'
}

/** When time alone ends the session. Milliseconds since 1970. */
export function deadlineOf(session: SessionCourse): number {
  return session.expiresAt + (session.status === 'authorizing' ? graceOf(session) : 0)
}

/** The session once its time is over: what was connected so far stays. */
export function runOut<Session extends SessionCourse>(session: Session): Session {
  if (session.grants.length > 0) return complete(session)
  return {
    ...session,
    status: 'expired',
    error: 'session_expired',
    errorDescription: 'The session ran out of time before anything was connected.',
  }
}

/** The page was opened for the first time. With a `landing` it is in the app's own tab. */
export function start<Session extends SessionCourse>(
  session: Session,
  landing: Landing | undefined,
  now: number,
): Session {
  const isFullPage = landing !== undefined && session.returnUrl !== null
  return withEvents(
    {
      ...session,
      status: 'open',
      delivery: isFullPage ? 'redirect' : session.delivery,
      shortReturn: landing === 'session',
    },
    now,
    ['page_loaded'],
  )
}

/** The user goes to a provider. A notice of an earlier attempt is over. */
export function beginAuthorization<Session extends SessionCourse>(
  session: Session,
  provider: string,
  now: number,
): Session {
  return withEvents(
    { ...session, status: 'authorizing', error: null, errorDescription: null },
    now,
    ['provider_selected', 'authorization_started'],
    provider,
  )
}

/** A connection was made. With one provider that was all; with several the user may go on. */
export function connected<Session extends SessionCourse>(
  session: Session,
  connection: Connection,
  now: number,
): Session {
  const others = session.grants.filter(({ grant_id }) => grant_id !== connection.grant_id)
  const next = withEvents(
    { ...session, status: 'open', grants: [...others, connection], error: null, errorDescription: null },
    now,
    ['authorization_completed'],
    connection.provider,
  )
  return session.providers.length === 1 ? complete(next) : next
}

/** An attempt came to nothing. With one provider that ends the session; with several it is a notice. */
export function refused<Session extends SessionCourse>(
  session: Session,
  error: SessionErrorCode,
  errorDescription: string,
): Session {
  const status = session.providers.length === 1 ? 'failed' : 'open'
  return { ...session, status, error, errorDescription }
}

/** The user is done, having connected something. */
export function complete<Session extends SessionCourse>(session: Session): Session {
  return { ...session, status: 'completed', error: null, errorDescription: null }
}

/** The user leaves: what was connected so far stays, and leaving then is a success. */
export function leave<Session extends SessionCourse>(session: Session): Session {
  return session.grants.length > 0 ? complete(session) : { ...session, status: 'cancelled' }
}

/** How the session stands, for the widget and for backends. */
export function sessionResult(session: SessionCourse, now: number): SessionResult {
  const { id, status, grants, events } = session
  return {
    session_id: id,
    status,
    ...(status === 'completed' && { grants }),
    ...((status === 'failed' || status === 'expired') && errorOf(session)),
    events,
    expires_in: secondsLeft(session, now),
  }
}

/** Why the last attempt came to nothing; empty where it did not. */
export function errorOf({
  error,
  errorDescription,
}: SessionCourse): Pick<SessionResult, 'error' | 'error_description'> {
  return {
    ...(error !== null && { error }),
    ...(errorDescription !== null && { error_description: errorDescription }),
  }
}

/** Seconds until the session expires; 0 after. */
export function secondsLeft({ expiresAt }: SessionCourse, now: number): number {
  return Math.max(0, Math.ceil((expiresAt - now) / 1000))
}

function withEvents<Session extends SessionCourse>(
  session: Session,
  now: number,
  names: ConnectEventName[],
  provider?: string,
): Session {
  const timestamp = new Date(now).toISOString()
  const events = names.map((event) => ({ event, ...(provider !== undefined && { provider }), timestamp }))
  return { ...session, events: [...session.events, ...events] }
}
