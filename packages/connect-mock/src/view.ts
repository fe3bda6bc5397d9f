import type { PageSession, SessionResult } from '@alter/protocol'
import { landingUrl } from './landing.ts'
import { nowIn, type MockSession, type MockState } from './state.ts'

export const APP_NAME = 'Mocked app'

/** What the Connect page is told. */
export function pageView(state: MockState, session: MockSession): PageSession {
  const returnUrl = landingUrl(session)
  return {
    session_id: session.id,
    status: session.status,
    delivery: session.delivery,
    allowed_origin: session.allowedOrigin,
    ...(returnUrl !== undefined && { return_url: returnUrl }),
    app: { name: APP_NAME },
    user_label: 'ada@example.com',
    providers: session.providers,
    grants: session.grants,
    ...failure(session),
    expires_in: secondsLeft(state, session),
  }
}

/** What the widget is told. */
export function resultView(state: MockState, session: MockSession): SessionResult {
  return {
    session_id: session.id,
    status: session.status,
    ...(session.status === 'completed' && { grants: session.grants }),
    ...((session.status === 'failed' || session.status === 'expired') && failure(session)),
    events: session.events,
    expires_in: secondsLeft(state, session),
  }
}

function failure({ error, errorDescription }: MockSession): Pick<PageSession, 'error' | 'error_description'> {
  return {
    ...(error !== undefined && { error }),
    ...(errorDescription !== undefined && { error_description: errorDescription }),
  }
}

function secondsLeft(state: MockState, { expiresAt }: MockSession): number {
  return Math.max(0, Math.ceil((expiresAt - nowIn(state)) / 1000))
}
