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

/** The course of a session, from its creation to its outcome, as far as the vault and its mock share it. */
export interface SessionCourse {
  /** The public part of the token. */
  id: string
  /** Its state. */
  status: SessionStatus
  /** How the app receives the outcome. */
  delivery: Delivery
  /** Address at which a full-page flow returns; `null` for none. */
  returnUrl: string | null
  /** Whether only the session id is appended to the return URL. */
  shortReturn: boolean
  /** The providers that the user may connect. */
  providers: readonly unknown[]
  /** The connections made so far. */
  grants: Connection[]
  /** The events so far, oldest first. */
  events: ConnectEvent[]
  /** Why the last attempt failed; `null` when it did not. */
  error: SessionErrorCode | null
  /** The same for a developer; `null` when nothing failed. */
  errorDescription: string | null
  /** Milliseconds since 1970. */
  createdAt: number
  /** Milliseconds since 1970. */
  expiresAt: number
}

/**
 * The longest time after a session's end in which a callback still counts, if its authorization began in time.
 * Milliseconds.
 */
export const LONGEST_GRACE = 300_000

/**
 * How long a callback counts after the session's end. The grace of a short session is short, so that it never doubles
 * the session's life. Milliseconds.
 */
export function graceOf({ createdAt, expiresAt }: Pick<SessionCourse, 'createdAt' | 'expiresAt'>): number {
  return Math.min(LONGEST_GRACE, expiresAt - createdAt)
}

/** Whether the session is over, so that nothing changes any more. */
export function hasEnded({ status }: Pick<SessionCourse, 'status'>): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'expired'
}

/** When the session ends by time. Milliseconds since 1970. */
export function deadlineOf(session: SessionCourse): number {
  return session.expiresAt + (session.status === 'authorizing' ? graceOf(session) : 0)
}

/** The session after its time is over. Connections that were made stay. */
export function runOut<Session extends SessionCourse>(session: Session): Session {
  if (session.grants.length > 0) return complete(session)
  return {
    ...session,
    status: 'expired',
    error: 'session_expired',
    errorDescription: 'The session ran out of time before anything was connected.',
  }
}

/** Records that the page was opened for the first time. With a `landing` it is in the app's own tab. */
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

/** Records that the user goes to a provider. The notice of an earlier attempt disappears. */
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

/** Records a connection. With one provider the session is complete; with several the user may go on. */
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

/** Records a failed attempt. With one provider that ends the session; with several it is a notice. */
export function refused<Session extends SessionCourse>(
  session: Session,
  error: SessionErrorCode,
  errorDescription: string,
): Session {
  const status = session.providers.length === 1 ? 'failed' : 'open'
  return { ...session, status, error, errorDescription }
}

/** Records that the user is done, after at least one connection. */
export function complete<Session extends SessionCourse>(session: Session): Session {
  return { ...session, status: 'completed', error: null, errorDescription: null }
}

/** Records that the user leaves. Connections that were made stay, and make the session a success. */
export function leave<Session extends SessionCourse>(session: Session): Session {
  return session.grants.length > 0 ? complete(session) : { ...session, status: 'cancelled' }
}

/** The state of the session for the widget and for backends. */
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

/** Why the last attempt failed; empty when it did not. */
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
