import type { PageSession } from '@alter/protocol'
import {
  authorizeRequest,
  createSessionRequest,
  pageSessionRequest,
  startRequest,
} from '@alter/protocol/schema'
import { Hono } from 'hono'
import type { Audit } from '../audit-event.ts'
import type { Settings } from '../config/settings.ts'
import { requireProvider } from '../grants/select.ts'
import type { GrantStore } from '../grants/store.ts'
import type { User } from '../identity/users.ts'
import { readJson } from '../input.ts'
import { ProblemError, invalidField } from '../problem.ts'
import { createAuthorization } from '../providers/authorization.ts'
import type { ProviderClients } from '../providers/client.ts'
import { ProviderFailure } from '../providers/failure.ts'
import { checkFields, fillProvider } from '../providers/fill.ts'
import { type ClientPlace, describeFailure } from '../providers/setup-fault.ts'
import { agentOf, checkTightening } from './agent.ts'
import type { AttemptStore } from './attempts.ts'
import type { BrowserCookie } from './browser.ts'
import { redirectUri } from './callback-routes.ts'
import { type MintParts, mintSession } from './mint.ts'
import { delegate, type DelegateParts } from './delegate.ts'
import { type FailureLogParts, logFailure } from './failure-log.ts'
import { appOf, pageSession, type PageSessionParts } from './page-session.ts'
import { sessionEvent } from './session-event.ts'
import {
  beginAuthorization,
  complete,
  countAttempt,
  hasEnded,
  refused,
  type Session,
  start,
} from './session.ts'
import { assertLive } from './store.ts'

export interface SessionRouteParts extends MintParts, DelegateParts, PageSessionParts, FailureLogParts {
  settings: Settings
  grants: GrantStore
  audit: Audit
  attempts: AttemptStore
  cookie: BrowserCookie
  clients: ProviderClients
}

/** Routes that create sessions, and those of the Connect page until there is an outcome. */
export function sessionRoutes(parts: SessionRouteParts): Hono {
  const { callers, sessions, access, cookie, now } = parts
  function describe(session: Session): Promise<PageSession> {
    return pageSession(parts, session)
  }

  return new Hono()
    .post('/sdk/oauth/connect/session', async (context) => {
      const app = await callers.app(context.req.raw)
      const body = await readJson(createSessionRequest, context.req.raw)
      // Reading the body took time, so the key is confirmed again.
      await callers.confirm(context.req.raw)
      if (body.principal === 'app') callers.assertNoUserNeeded(context.req.raw, 'user_token')
      const asking = callers.agentOf(context.req.raw)
      const key = callers.keyName(context.req.raw)
      function seen(user: User | null): void {
        return callers.note(context.req.raw, { app, user, agent: asking })
      }
      return context.json(await mintSession(parts, { app, agent: asking, key }, body, seen), 201)
    })
    .post('/sdk/oauth/connect/session/start', async (context) => {
      const request = context.req.raw
      const { session_id, landing } = await readJson(startRequest, request, {})
      const session = await access.byPage(request, session_id)
      if (request.headers.has('authorization')) assertLive(session)
      if (session.status !== 'pending') {
        access.assertBrowser(session, request)
        return context.json(await describe(session))
      }
      await agentOf(parts.agents, appOf(parts.settings.apps, session), session)
      const issued = cookie.issue(session)
      const started = await sessions.change(session.id, (current) =>
        current.status === 'pending' ? start(current, issued.hash, landing, now()) : null,
      )
      if (started.changed) context.header('set-cookie', issued.header)
      if (!started.changed) access.assertBrowser(started.session, request)
      return context.json(await describe(started.session))
    })
    .post('/sdk/oauth/connect/session/authorize', async (context) =>
      context.json({ authorization_url: await authorize(parts, context.req.raw) }),
    )
    .post('/sdk/oauth/connect/session/delegate', async (context) =>
      context.json(await describe(await delegate(parts, context.req.raw))),
    )
    .post('/sdk/oauth/connect/session/complete', async (context) => {
      const { session_id } = await readJson(pageSessionRequest, context.req.raw)
      const found = await access.byPage(context.req.raw, session_id)
      access.assertBrowser(found, context.req.raw)
      const { session } = await sessions.change(found.id, (current) => {
        if (current.status === 'completed') return null
        assertLive(current)
        if (current.grants.length > 0) return complete(current)
        throw new ProblemError('invalid_request', 'Nothing is connected yet: connect an account, or cancel.')
      })
      return context.json(await describe(session))
    })
}

async function authorize(parts: SessionRouteParts, request: Request): Promise<string> {
  const { settings, agents, sessions, access, attempts, clients, now } = parts
  const startedAt = now()
  const body = await readJson(authorizeRequest, request)
  const session = await access.byPage(request, body.session_id)
  assertLive(session)
  access.assertBrowser(session, request)
  const app = appOf(settings.apps, session)
  await agentOf(agents, app, session)
  const tightening = checkTightening(app, session, body.tightening)
  const plain = requireProvider(app, body.provider)
  if (!session.providers.includes(plain.id)) {
    const allowed = session.providers.join(', ')
    throw invalidField('provider', `this session allows ${allowed}`)
  }
  const fields = checkFields(plain, body.fields ?? {})
  const provider = fillProvider(plain, fields)
  const place = { appId: app.id, providerId: provider.id, redirectUri: redirectUri(settings, provider.id) }
  const client = await clients(provider).catch(async (error: unknown) => {
    if (!(error instanceof ProviderFailure) || error.code !== 'provider_misconfigured') throw error
    throw await refuseAttempt(parts, error, { session, place, fields, startedAt })
  })
  const authorization = await createAuthorization(provider, client, {
    redirectUri: place.redirectUri,
    accountHint: session.accountHint,
    proven: body.welcomed === true,
  })
  await sessions.change(session.id, (current) => {
    assertLive(current)
    return beginAuthorization(current, provider.id, tightening, now())
  })
  await attempts.insert(app.id, session.id, { provider, authorization, tightening })
  return authorization.url
}

/**
 * Ends an attempt before the user goes to the provider, as the callback would, so that callers who wait for the session
 * get the news.
 */
async function refuseAttempt(
  { sessions, audit, log, logSeldom }: SessionRouteParts,
  failure: ProviderFailure,
  {
    session,
    place,
    fields,
    startedAt,
  }: { session: Session; place: ClientPlace; fields: Record<string, string>; startedAt: number },
): Promise<ProblemError> {
  const { appId: app, providerId: provider } = place
  const code = 'provider_misconfigured'
  const description = describeFailure(failure, place)
  logFailure({ log, logSeldom }, 'an authorization cannot begin', failure, {
    place: `${app} ${provider}`,
    fields,
    provider,
    session: session.id,
    reason: description,
  })
  await sessions.change(session.id, (current) =>
    hasEnded(current) ? null : refused(countAttempt(current), code, description),
  )
  const event = sessionEvent(session, { action: 'connect', provider, startedAt })
  audit.record({ ...event, grant: null, outcome: 'failed', detail: code })
  return new ProblemError(code, description, { provider }, failure)
}
