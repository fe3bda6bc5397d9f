import { App, currentUserToken, isAlterError, problemResponse, withUser } from '@alter/sdk'
import { alterRoutes } from '@alter/sdk/hono'
import { type Context, Hono } from 'hono'
import { frontend } from './frontend.ts'
import { CookieStore, type Session } from './session.ts'
import { type IdentityClient, signInRoutes } from './sign-in.ts'

export interface BackendOptions {
  /** The app's own origin. */
  origin: string
  identity: IdentityClient
  /** The key of this app at the vault. */
  apiKey: string
  /** Where the backend reaches the vault. */
  vault: string
  /** Where browsers reach the vault. */
  vaultOrigin: string
  /** Where Google's API is. */
  googleApi: string
  /** How long Google's access tokens live, in seconds, where we know. */
  accessTokenTtl?: number | undefined
  /** Told what goes wrong and the page cannot mend. */
  onError: (error: unknown) => void
}

/** The page answers these with the right button. */
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

/** The demo's whole backend. It stores no token of Google and no grant id. */
export function createBackend(options: BackendOptions): Hono {
  const { origin, googleApi } = options
  const backend = new Hono()
  const sessions = new CookieStore<Session>('daybreak_session', origin.startsWith('https:'))
  function userToken(context: Context): string | undefined {
    return sessions.read(context)?.idToken
  }

  const app = new App({ apiKey: options.apiKey, baseUrl: options.vault, userTokenGetter: currentUserToken })
  const calendarUrl = `${googleApi}/calendar/v3/calendars/primary/events`

  function report(error: unknown): void {
    if (!isAlterError(error) || !MENDED_BY_THE_PAGE.has(error.code)) options.onError(error)
  }
  backend.onError((error) => problemResponse(error, { onError: report }))

  backend.route('/', signInRoutes(options.identity, origin, sessions))

  backend.all(
    '/api/alter/*',
    alterRoutes({
      app,
      origins: [origin],
      userToken: (_request, context) => userToken(context),
      onError: report,
    }),
  )

  backend.get('/api/me', (context) => {
    const session = sessions.read(context)
    context.header('cache-control', 'private, no-store')
    return context.json({
      user: session ? { name: session.name, email: session.email } : null,
      calendar_url: calendarUrl,
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

  backend.route('/', frontend(options.vaultOrigin))
  return backend
}
