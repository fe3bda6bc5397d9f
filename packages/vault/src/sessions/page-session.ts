import type { PageSession } from '@alter/protocol'
import { errorOf, landingUrl, secondsLeft } from '@alter/protocol/rules'
import type { Logos } from '../brand/logos.ts'
import { pageApp } from '../brand/page-app.ts'
import { ProblemError } from '../problem.ts'
import type { App, Settings } from '../config/settings.ts'
import type { GrantLookup } from '../grants/lookup.ts'
import type { StoredAgent } from '../identity/agent.ts'
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

/** All the Connect page needs to know. Throws `agent_inactive` while the session is for an agent that may not act. */
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

/** The agent, whatever its state, once there is an outcome: then nothing can be given to it any more. */
async function shownAgent(
  { agents }: PageSessionParts,
  app: App,
  session: Session,
): Promise<StoredAgent | null> {
  if (!hasEnded(session)) return agentOf(agents, app, session)
  return session.agentId === null ? null : agents.find(app, session.agentId)
}

/** What the agent will be able to do there: what the provider is asked for, as far as the agent may hold it. */
function scopesOf({ id, scopes }: Provider, agent: StoredAgent): string[] {
  const most = agent.scopes?.[id]
  return most === undefined ? scopes : scopes.filter((scope) => most.includes(scope))
}

/** The app that minted a session; throws `invalid_token` when it is no longer configured. */
export function appOf(apps: App[], { appId }: Session): App {
  const app = apps.find(({ id }) => id === appId)
  if (app) return app
  throw new ProblemError('invalid_token', 'The app of this session is no longer configured.')
}
