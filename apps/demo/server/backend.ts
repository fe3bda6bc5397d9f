import { Agent, App, currentUserToken, isAlterError, problemResponse, withUser } from '@alter/sdk'
import type { PolicyRule } from '@alter/protocol'
import { alterRoutes } from '@alter/sdk/hono'
import { type Context, Hono } from 'hono'
import { streamSteps } from './stream-steps.ts'
import { frontend } from './frontend.ts'
import { runScout } from './scout.ts'
import { CookieStore, type Session } from './session.ts'
import { type IdentityClient, signInRoutes } from './sign-in.ts'

export interface BackendOptions {
  /** The app's own origin. */
  origin: string
  identity: IdentityClient
  /** The key of this app at the vault. */
  apiKey: string
  /** The key of the agent Scout. Scout is a separate program that runs beside the backend here. */
  agentKey: string
  /** Where the backend reaches the vault. */
  vault: string
  /** Where browsers reach the vault. */
  vaultOrigin: string
  /** Where Google's API is. */
  googleApi: string
  /** Life of Google's access tokens in seconds, if known. */
  accessTokenTtl?: number | undefined
  /** Receives errors that the page cannot repair. */
  onError: (error: unknown) => void
}

/** The page offers the right button for these codes. */
const MENDED_BY_THE_PAGE: ReadonlySet<string> = new Set([
  'user_token_required',
  'invalid_user_token',
  'grant_not_found',
  'ambiguous_grant',
  'grant_revoked',
  'grant_expired',
  'credential_revoked',
  'scope_reauth_required',
])

/** The rule for Scout that every user is asked to accept. */
const ASK_BEFORE_CHANGES: PolicyRule = {
  type: 'require_approval',
  methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  approver: 'user',
  ttl_seconds: 600,
}

/** The demo's whole backend. It stores no token of Google and no grant id. */
export function createBackend(options: BackendOptions): Hono {
  const { origin, googleApi } = options
  const backend = new Hono()
  const sessions = new CookieStore<Session>('daybreak_session', origin.startsWith('https:'))
  function userToken(context: Context): string | undefined {
    return sessions.read(context)?.idToken
  }

  const app = new App({ apiKey: options.apiKey, baseUrl: options.vault, userTokenGetter: currentUserToken })
  const scout = new Agent({ apiKey: options.agentKey, baseUrl: options.vault })
  const calendarUrl = `${googleApi}/calendar/v3/calendars/primary/events`

  function report(error: unknown): void {
    if (!isAlterError(error) || !MENDED_BY_THE_PAGE.has(error.code)) options.onError(error)
  }
  backend.onError((error, context) => problemResponse(error, { onError: report, request: context.req.raw }))

  backend.route('/', signInRoutes(options.identity, origin, sessions))

  backend.all(
    '/api/alter/*',
    alterRoutes({
      app,
      origins: [origin],
      userToken: (_request, context) => userToken(context),
      agents: { scout: { rules: [ASK_BEFORE_CHANGES] } },
      onError: report,
    }),
  )

  backend.get('/api/me', (context) => {
    const session = sessions.read(context)
    context.header('cache-control', 'private, no-store')
    return context.json({
      user: session ? { name: session.name, email: session.email } : null,
      calendar_url: calendarUrl,
      wallet_url: `${options.vaultOrigin}/wallet`,
      access_token_ttl: options.accessTokenTtl ?? null,
    })
  })

  backend.get('/api/calendar', (context) =>
    withUser(userToken(context) ?? '', async () => {
      const account = context.req.query('account')
      const response = await app.request('GET', calendarUrl, {
        provider: 'google',
        ...(account ? { account } : {}),
        queryParams: {
          timeMin: new Date().toISOString(),
          singleEvents: 'true',
          orderBy: 'startTime',
          maxResults: '8',
        },
        reason: 'The user asked for upcoming events',
        throwOnError: false,
      })
      context.header('cache-control', 'private, no-store')
      return context.json({ status: response.status, body: await response.json() })
    }),
  )

  backend.post('/api/scout', (context) => {
    // A page of another site has another origin.
    if (context.req.header('origin') !== origin) return context.body(null, 403)
    const token = userToken(context)
    if (!token) return context.body(null, 401)
    const { signal } = context.req.raw
    const account = context.req.query('account')
    const steps = runScout({ agent: scout, calendarUrl, userToken: token, account, signal })
    return streamSteps(steps, signal, report)
  })

  backend.route('/', frontend(options.vaultOrigin))
  return backend
}
