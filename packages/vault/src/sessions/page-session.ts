import type { PageSession } from '@alter/protocol'
import { errorOf, landingUrl, secondsLeft } from '@alter/protocol/rules'
import type { Logos } from '../brand/logos.ts'
import { pageApp } from '../brand/page-app.ts'
import type { App } from '../config/settings.ts'
import { ProblemError } from '../problem.ts'
import { describeProvider } from '../providers/describe.ts'
import type { Session } from './session.ts'

/** All the Connect page needs to know. */
export function pageSession(
  session: Session,
  app: App,
  { publicUrl, logos, now }: { publicUrl: string; logos: Logos; now: number },
): PageSession {
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
    app: pageApp(app, logos),
    user_label: session.userLabel,
    ...(session.locale !== null && { locale: session.locale }),
    providers: providers.map((provider) => describeProvider(provider, publicUrl)),
    grants: session.grants,
    ...errorOf(session),
    expires_in: secondsLeft(session, now),
  }
}

/** The app that minted a session; throws `invalid_token` when it is no longer configured. */
export function appOf(apps: App[], { appId }: Session): App {
  const app = apps.find(({ id }) => id === appId)
  if (app) return app
  throw new ProblemError('invalid_token', 'The app of this session is no longer configured.')
}
