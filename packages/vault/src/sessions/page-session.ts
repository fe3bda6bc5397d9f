import type { PageSession } from '@alter/protocol'
import { errorOf, landingUrl, secondsLeft } from '@alter/protocol/rules'
import type { Logos } from '../brand/logos.ts'
import { pageApp } from '../brand/page-app.ts'
import type { App, Settings } from '../config/settings.ts'
import type { GrantLookup } from '../grants/lookup.ts'
import type { StoredAgent } from '../identity/keys/agent.ts'
import { ProblemError } from '../problem.ts'
import { describeProvider } from '../providers/describe.ts'
import type { Provider } from '../providers/provider.ts'
import { type AgentFinder, agentOf, pageAgent } from './agent.ts'
import { hasEnded, type Session } from './session.ts'

export interface PageSessionParts {
  settings: Pick<Settings, 'apps' | 'publicUrl'>
  agents: AgentFinder
  grants: Pick<GrantLookup, 'ofProvider'>
  logos: Logos
  now: () => number
}

/** The session as the Connect page needs it. Throws `agent_inactive` while the session's agent may not act. */
export async function pageSession(parts: PageSessionParts, session: Session): Promise<PageSession> {
  const { publicUrl, apps } = parts.settings
  const { logos } = parts
  const now = parts.now()
  const app = appOf(apps, session)
  const agent = await shownAgent(parts, app, session)
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
    providers: providers.map((provider) => ({
      ...describeProvider(provider, publicUrl),
      ...(agent !== null && { scopes: scopesOf(provider, agent) }),
    })),
    ...(agent !== null && {
      agent: await pageAgent({ grants: parts.grants, app, now }, session, providers, agent),
    }),
    grants: session.grants,
    ...errorOf(session),
    expires_in: secondsLeft(session, now),
  }
}

/** Once there is an outcome, the agent is shown whatever its state, because nothing can be given to it any more. */
async function shownAgent(
  { agents }: PageSessionParts,
  app: App,
  session: Session,
): Promise<StoredAgent | null> {
  if (!hasEnded(session)) return agentOf(agents, app, session)
  return session.agentId === null ? null : agents.find(app, session.agentId)
}

/** What the agent will be able to do: the requested scopes, as far as it may hold them. */
function scopesOf({ id, scopes }: Provider, agent: StoredAgent): string[] {
  const most = agent.scopes?.[id]
  return most === undefined ? scopes : scopes.filter((scope) => most.includes(scope))
}

/** The app of a session. Throws `invalid_token` when it is no longer configured. */
export function appOf(apps: App[], { appId }: Session): App {
  const app = apps.find(({ id }) => id === appId)
  if (app) return app
  throw new ProblemError('invalid_token', 'The app of this session is no longer configured.')
}
