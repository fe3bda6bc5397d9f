import { HEADER } from '@alter/protocol'
import { sessionResult } from '@alter/protocol/rules'
import { pageSessionRequest } from '@alter/protocol/schema'
import { type Context, Hono } from 'hono'
import type { Callers } from '../identity/caller.ts'
import { readJson, readText } from '../input.ts'
import { ProblemError } from '../problem.ts'
import type { SessionAccess } from './access.ts'
import { pageSession, type PageSessionParts } from './page-session.ts'
import { hasEnded, leave, type Session } from './session.ts'
import type { SessionStore } from './store.ts'
import type { Waiters } from './waiters.ts'

export interface ResultRouteParts extends PageSessionParts {
  sessions: SessionStore
  callers: Callers
  access: SessionAccess
  waiters: Waiters
}

/** The longest wait that a poll may ask for. Seconds. */
const LONGEST_WAIT = 25

/** Routes for the widget: the state of a flow, and its outcome. */
export function resultRoutes(parts: ResultRouteParts): Hono {
  const { sessions, access, now } = parts
  return new Hono()
    .use('/sdk/oauth/connect/session/:call{result|cancel}', async (context, next) => {
      // The origin that may read the answer is unknown before the session is found. Until then the answer holds nothing
      // about any origin.
      context.header('access-control-allow-origin', '*')
      await next()
    })
    .post('/sdk/oauth/connect/session/result', async (context) => {
      const request = context.req.raw
      const text = await readText(request)
      const session = await (request.headers.has(HEADER.apiKey)
        ? sessionOfApp(parts, request, text)
        : access.byToken(text))
      allowOrigin(context, session)
      const asked = Number(context.req.query('wait') ?? 0)
      const seconds = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), LONGEST_WAIT) : 0
      const current = await withNews(parts, session, seconds * 1000, request.signal)
      // The key may have been revoked during the wait.
      if (request.headers.has(HEADER.apiKey)) await parts.callers.confirm(request)
      return context.json(sessionResult(current, now()))
    })
    .post('/sdk/oauth/connect/session/cancel', async (context) => {
      const request = context.req.raw
      const fromPage = /^application\/json\b/i.test(request.headers.get('content-type') ?? '')
      const found = fromPage
        ? await access.byPage(request, (await readJson(pageSessionRequest, request)).session_id)
        : await access.byToken(await readText(request))
      allowOrigin(context, found)
      const { session } = await sessions.change(found.id, (current) =>
        hasEnded(current) ? null : leave(current),
      )
      return context.json(fromPage ? await pageSession(parts, session) : sessionResult(session, now()))
    })
}

function allowOrigin(context: Context, { allowedOrigin }: Session): void {
  context.header('vary', 'Origin')
  context.header('access-control-allow-origin', allowedOrigin ?? undefined)
}

async function sessionOfApp(
  { callers, sessions }: ResultRouteParts,
  request: Request,
  id: string,
): Promise<Session> {
  const { app, user, agent } = await callers.caller(request)
  const session = await sessions.find(id.trim())
  const isOfUser = user === null || session?.userId === user.id
  // An agent sees only its own sessions.
  const isTheirs = isOfUser && (agent === null || session?.agentId === agent.id)
  if (session?.appId === app.id && isTheirs) return session
  throw new ProblemError('invalid_token', 'This app has no such session: send its id as the body.')
}

/** The session: at once if no poll received its present state, otherwise at the next change or after the limit. */
async function withNews(
  { sessions, waiters, now }: ResultRouteParts,
  session: Session,
  limit: number,
  signal: AbortSignal,
): Promise<Session> {
  const toDeadline = Math.max(0, session.expiresAt - now()) || limit
  // Waiting begins before the read, so that no change in between is missed.
  const waiting = waiters.wait(session.id, Math.min(limit, toDeadline), signal)
  let current = (await sessions.find(session.id)) ?? session
  if (hasEnded(current) || current.version !== waiters.received(current.id)) waiting.stop()
  await waiting.woken
  current = (await sessions.find(session.id)) ?? current
  waiters.markReceived(current.id, current.version)
  return current
}
