import { Hono } from 'hono'
import { z } from 'zod'
import type { Settings } from '../config/settings.ts'
import { requireProvider } from '../grants/select.ts'
import { noticePage } from '../page/notice.ts'
import { fillProvider } from '../providers/fill.ts'
import type { SessionAccess } from './access.ts'
import type { AttemptStore } from './attempts.ts'
import { type CallbackParts, finishAttempt } from './callback.ts'
import { appOf } from './page-session.ts'

export interface CallbackRouteParts extends CallbackParts {
  settings: Settings
  access: SessionAccess
  attempts: AttemptStore
}

/** Parameters of a provider's answer. Providers may add others. */
export const callbackQuery: z.ZodType = z.object({
  state: z.string().max(500).describe('State of the authorization.'),
  code: z.string().max(8192).optional().describe('The authorization code.'),
  iss: z.string().max(2048).optional().describe('The issuer (RFC 9207).'),
  error: z.string().max(500).optional().describe('The error, if there is no code.'),
})
/** The longest answer in the address. Characters. */
const LONGEST_ANSWER = 16_384
/** The longest provider id in the log, because anybody can write one into the address. Characters. */
const LONGEST_ID = 64

/**
 * Receives the browser from the provider. An answer that does not belong to a flow of this browser changes nothing. A
 * repeated answer shows the state of its flow.
 */
export function callbackRoutes(parts: CallbackRouteParts): Hono {
  const { settings, sessions, access, attempts, logSeldom } = parts
  return new Hono().get('/sdk/oauth/callback/:provider', async (context) => {
    const request = context.req.raw
    const providerId = context.req.param('provider')
    const { search, searchParams } = new URL(request.url)
    const state = searchParams.get('state') ?? ''
    const isShort = callbackQuery.safeParse(context.req.query()).success && search.length <= LONGEST_ANSWER
    const found = isShort ? await attempts.find(state) : null
    const session = found?.provider === providerId ? await sessions.find(found.sessionId) : null
    if (!session || !access.isBrowser(session, request)) {
      const about = { provider: providerId.slice(0, LONGEST_ID), known: session !== null }
      logSeldom('warn', '', about, 'a provider answered a flow that this browser did not begin')
      return noticePage(settings.publicUrl, request.headers.get('accept-language'))
    }
    const app = appOf(settings.apps, session)
    const attempt = await attempts.claim(app.id, state)
    if (attempt) {
      const provider = fillProvider(requireProvider(app, providerId), attempt.fields)
      const answer = new URL(`${redirectUri(settings, providerId)}${search}`)
      await finishAttempt(parts, app, { session, provider, attempt, callback: answer, state })
    } else {
      const about = { provider: providerId, session: session.id }
      logSeldom('warn', `${app.id} ${providerId}`, about, 'a callback was replayed')
    }
    const location = `${settings.publicUrl}/sdk/oauth/connect#outcome=${session.id}`
    return new Response(null, { status: 303, headers: { location } })
  })
}

/** Address to which a provider sends the browser back. */
export function redirectUri({ publicUrl }: Settings, provider: string): string {
  return `${publicUrl}/sdk/oauth/callback/${encodeURIComponent(provider)}`
}
