import type { PageSession, SessionResult } from '@alter/protocol'
import type { App } from '../config/settings.ts'
import { ProblemError } from '../problem.ts'
import { describeProvider } from '../providers/describe.ts'
import { landingUrl } from './landing.ts'
import type { Session } from './session.ts'

/** All the Connect page needs to know. */
export function pageSession(session: Session, app: App, publicUrl: string, now: number): PageSession {
  const returnUrl = landingUrl(session)
  const providers = session.providers
    .map((id) => app.providers.get(id))
    .filter((provider) => provider !== undefined)
  return {
    session_id: session.id,
    status: session.status,
    delivery: session.delivery,
    ...(session.allowedOrigin !== null && { allowed_origin: session.allowedOrigin }),
    ...(returnUrl !== null && { return_url: returnUrl }),
    app: { name: app.name },
    user_label: session.userLabel,
    providers: providers.map((provider) => describeProvider(provider, publicUrl)),
    grants: session.grants,
    ...outcomeError(session),
    expires_in: secondsLeft(session, now),
  }
}

/** How the session stands, for the widget and for backends. */
export function sessionResult(session: Session, now: number): SessionResult {
  return {
    session_id: session.id,
    status: session.status,
    ...(session.status === 'completed' && { grants: session.grants }),
    ...((session.status === 'failed' || session.status === 'expired') && outcomeError(session)),
    events: session.events,
    expires_in: secondsLeft(session, now),
  }
}

function outcomeError({
  error,
  errorDescription,
}: Session): Pick<PageSession, 'error' | 'error_description'> {
  return {
    ...(error !== null && { error }),
    ...(errorDescription !== null && { error_description: errorDescription }),
  }
}

function secondsLeft({ expiresAt }: Session, now: number): number {
  return Math.max(0, Math.ceil((expiresAt - now) / 1000))
}

/** The app that minted a session; throws `invalid_token` when it is no longer configured. */
export function appOf(apps: App[], { appId }: Session): App {
  const app = apps.find(({ id }) => id === appId)
  if (app) return app
  throw new ProblemError('invalid_token', 'The app of this session is no longer configured.')
}
