import type { PageSession } from '@alter/protocol'
import { errorOf, landingUrl, secondsLeft } from '@alter/protocol/rules'
import { nowIn, type MockSession, type MockState } from '../world/state.ts'
import { pageAgent } from './agent.ts'

export const APP_NAME = 'Mocked app'

/** The session as the Connect page receives it. */
export function pageView(state: MockState, session: MockSession): PageSession {
  const returnUrl = landingUrl(session)
  return {
    session_id: session.id,
    status: session.status,
    delivery: session.delivery,
    allowed_origin: session.allowedOrigin,
    ...(returnUrl !== null && { return_url: returnUrl }),
    app: { name: APP_NAME },
    user_label: 'ada@example.com',
    ...(session.locale !== undefined && { locale: session.locale }),
    providers: session.providers,
    ...pageAgent(state, session),
    grants: session.grants,
    ...errorOf(session),
    expires_in: secondsLeft(session, nowIn(state)),
  }
}
