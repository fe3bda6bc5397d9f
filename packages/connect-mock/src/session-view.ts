import type { PageSession, SessionResult } from '@alter/protocol'
import type { MockSession } from './state.ts'

/** What the Connect page is told. */
export function pageView(session: MockSession): PageSession {
  return {
    session_id: session.id,
    status: session.status,
    delivery: 'popup',
    allowed_origin: session.allowedOrigin,
    app: { name: 'Mocked app' },
    user_label: 'ada@example.com',
    providers: session.providers,
    grants: session.grants,
    ...failure(session),
    expires_in: secondsLeft(session),
  }
}

/** What the widget is told. */
export function resultView(session: MockSession): SessionResult {
  return {
    session_id: session.id,
    status: session.status,
    ...(session.status === 'completed' && { grants: session.grants }),
    ...((session.status === 'failed' || session.status === 'expired') && failure(session)),
    events: session.events,
    expires_in: secondsLeft(session),
  }
}

function failure({ error, errorDescription }: MockSession): Pick<PageSession, 'error' | 'error_description'> {
  return {
    ...(error !== undefined && { error }),
    ...(errorDescription !== undefined && { error_description: errorDescription }),
  }
}

function secondsLeft({ expiresAt }: MockSession): number {
  return Math.max(0, Math.ceil((expiresAt - Date.now()) / 1000))
}
