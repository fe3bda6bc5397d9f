import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Audit, AuditEvent } from '../audit-event.ts'
import type { App } from '../config/settings.ts'
import { assertNotDeleted } from '../identity/deleted.ts'
import { issuersOf } from '../identity/issuers.ts'
import { ProblemError } from '../problem.ts'
import { ProviderFailure } from '../providers/failure.ts'
import type { LogSeldom } from '../seldom.ts'
import type { Storage } from '../storage/open.ts'
import type { SignInAttempt, SignInAttempts } from './attempts.ts'
import type { WalletCookie } from './cookies.ts'
import type { Holding } from './holdings.ts'
import type { IssuerClient, SignedInUser } from './issuer-client.ts'
import { languageOf } from './languages.ts'
import { realmsOf, claimOf } from './realms.ts'
import { SIGN_IN_LIFE, type WalletSession, type WalletSessions } from './session-store.ts'
import { type Trouble, troublePage } from './trouble-page.ts'

export interface SignInParts {
  apps: App[]
  publicUrl: string
  storage: Storage
  sessions: WalletSessions
  attempts: SignInAttempts
  cookie: WalletCookie
  issuerOf: (app: App) => IssuerClient
  audit: Audit
  logSeldom: LogSeldom
  now: () => number
}

/**
 * Whether the text is a place of the page, with or without a query. Other sites and other parts of the vault are not.
 */
function isPlace(to: string): boolean {
  if (!/^(\/[\w.~%-]+)*\/?(\?[\w.~%=&+:-]*)?$/.test(to)) return false
  const { origin, pathname } = new URL(`http://vault.invalid/wallet${to}`)
  return origin === 'http://vault.invalid' && (pathname === '/wallet' || pathname.startsWith('/wallet/'))
}

interface SignInQuery {
  app?: string | undefined
  to: string
  switch?: string | undefined
  locale?: string | undefined
}

/** Query of `GET /wallet/sign-in`. Invalid values are ignored, because people come here by links. */
export const signInQuery: z.ZodType<SignInQuery> = z.object({
  app: z.string().max(64).optional().catch(undefined).describe('Id of the app at whose issuer to sign in.'),
  to: z
    .string()
    .max(500)
    .refine(isPlace)
    .catch('')
    .describe('Path of the page to return to, such as `/approvals/…`.'),
  switch: z.literal('1').optional().catch(undefined).describe('`1`: sign in as somebody else.'),
  locale: z
    .string()
    .max(35)
    .regex(/^[\w-]+$/)
    .optional()
    .catch(undefined)
    .describe("Language of the issuer's pages."),
})

/** Parameters of an issuer's answer. */
export const signInCallbackQuery: z.ZodType = z.object({
  state: z.string().max(500).describe('State of the sign-in.'),
  code: z.string().max(8192).optional().describe('The authorization code.'),
  iss: z.string().max(2048).optional().describe('The issuer (RFC 9207).'),
  error: z.string().max(500).optional().describe('The error, if there is no code.'),
})

/** The longest query that an issuer may send. Characters. */
const LONGEST_ANSWER = 16_384

/**
 * Sends the browser to an app's issuer and receives it again: OpenID Connect's code flow with PKCE, state and nonce.
 */
export function signInRoutes(parts: SignInParts): Hono {
  const { apps, publicUrl, sessions, attempts, cookie, issuerOf, audit, logSeldom, now } = parts
  const realms = realmsOf(apps)
  const able = realms.flatMap((realm) => realm.apps)

  function trouble(context: Context, kind: Trouble, app?: App, to = ''): Response {
    const language = languageOf(context.req.raw)
    const query = new URLSearchParams({ ...(app && { app: app.id }), ...(to && { to }) })
    const retry = app && `${publicUrl}/wallet/sign-in?${query.toString()}`
    return troublePage(publicUrl, kind, { language, retry, issuer: app && hostOf(app) })
  }

  /** Ends this browser's earlier sign-in, so that one that somebody else began here ends too. */
  async function replace(
    request: Request,
    app: App,
    user: SignedInUser,
    { begunAt }: SignInAttempt,
  ): Promise<string> {
    const begun = await sessions.begin(app.id, claimOf(app), user, begunAt)
    if (begun === null) {
      throw new SignInEnded('The sign-in ended at its issuer before it was written.')
    }
    const { cookie: value, session } = begun
    const before = cookie.read(request)
    const old = before === null ? null : await sessions.find(before)
    if (old) await sessions.end(old.id)
    audit.record({
      ...(await eventOf(parts.storage, app, session)),
      action: 'sign_in',
      outcome: 'ok',
      startedAt: now(),
    })
    return cookie.keep(value, SIGN_IN_LIFE / 1000)
  }

  return new Hono()
    .get('/wallet/sign-in', async (context) => {
      const request = context.req.raw
      const query = signInQuery.parse(context.req.query())
      const app = query.app === undefined ? able[0] : able.find(({ id }) => id === query.app)
      if (!app) return trouble(context, 'not_offered')
      try {
        const { url, state, verifier, nonce } = await issuerOf(app).begin({
          redirectUri: signInRedirectUri(publicUrl, app),
          another: query.switch === '1',
          locale: query.locale,
        })
        context.header(
          'set-cookie',
          attempts.add(request, app, { state, verifier, nonce, to: query.to, begunAt: now() }),
        )
        return context.redirect(url, 303)
      } catch (error) {
        if (!(error instanceof ProviderFailure)) throw error
        const about = { err: error, app: app.id, issuer: app.identity.issuer }
        logSeldom(levelOf(error), app.id, about, 'a sign-in to the Wallet cannot begin')
        return trouble(context, troubleOf(error), app, query.to)
      }
    })
    .get('/wallet/callback/:app', async (context) => {
      const request = context.req.raw
      const { search, searchParams } = new URL(request.url)
      const app = able.find(({ id }) => id === context.req.param('app'))
      const isShort =
        signInCallbackQuery.safeParse(context.req.query()).success && search.length <= LONGEST_ANSWER
      const state = searchParams.get('state') ?? ''
      const taken = app && isShort ? await attempts.take(request, app, state) : null
      if (!app || !taken?.attempt) {
        const about = { app: app?.id }
        logSeldom('warn', '', about, 'an issuer answered a sign-in that this browser did not begin')
        return trouble(context, 'unmatched', app)
      }
      context.header('set-cookie', taken.header)
      const { attempt } = taken
      try {
        const callback = new URL(`${signInRedirectUri(publicUrl, app)}${search}`)
        const user = await issuerOf(app).finish(callback, attempt)
        await assertNotGone(parts, app, user, attempt)
        context.header('set-cookie', await replace(request, app, user, attempt), { append: true })
        return context.redirect(`${publicUrl}/wallet${attempt.to}`, 303)
      } catch (error) {
        if (!(error instanceof ProviderFailure)) throw error
        const about = { err: error, app: app.id, issuer: app.identity.issuer }
        logSeldom(levelOf(error), app.id, about, 'a sign-in to the Wallet failed')
        audit.refuse(app.id, error.code === 'access_denied' ? 'access_denied' : 'invalid_user_token')
        return trouble(context, troubleOf(error), app, attempt.to)
      }
    })
}

/**
 * Address to which an app's issuer sends the browser back. Each app has its own, so that no issuer can answer for
 * another.
 * @see RFC 9700 §4.4.2
 */
export function signInRedirectUri(publicUrl: string, { id }: Pick<App, 'id'>): string {
  return `${publicUrl}/wallet/callback/${encodeURIComponent(id)}`
}

function hostOf({ identity }: App): string {
  return new URL(identity.issuer).host
}

/**
 * `error` for faults that the vault itself found and the operator can correct. Anybody can write a refusal into an
 * address.
 */
function levelOf({ code, isBrought }: ProviderFailure): 'error' | 'warn' {
  return code === 'provider_misconfigured' && !isBrought ? 'error' : 'warn'
}

function troubleOf(failure: ProviderFailure): Trouble {
  if (failure instanceof SignInEnded) return 'ended'
  const { code } = failure
  if (code === 'access_denied') return 'denied'
  return code === 'provider_unreachable' ? 'unreachable' : 'failed'
}

/** A sign-in that was valid, and ended before it was written. */
class SignInEnded extends ProviderFailure {
  constructor(message: string, options?: ErrorOptions) {
    super('provider_error', message, options)
  }
}

/** Throws when the user was deleted after the sign-in began, because the issuer may have answered before that. */
async function assertNotGone(
  { storage, now }: SignInParts,
  app: App,
  { identity: { subject } }: SignedInUser,
  { begunAt: issuedAt }: SignInAttempt,
): Promise<void> {
  try {
    await assertNotDeleted(storage, app.id, issuersOf(app), { subject, issuedAt }, now())
  } catch (cause) {
    if (!(cause instanceof ProblemError)) throw cause
    throw new SignInEnded('The user was deleted after this sign-in.', { cause })
  }
}

/** The audit event of a sign-in. */
export async function eventOf(
  storage: Storage,
  { id }: Pick<App, 'id'>,
  { issuer, subject }: Pick<WalletSession, 'issuer' | 'subject'>,
  holdings?: Holding[],
): Promise<Pick<AuditEvent, 'app' | 'user' | 'subject' | 'grant' | 'provider'>> {
  const known = holdings?.find(({ appId }) => appId === id)?.users[0]
  const user = known ?? (await userOf(storage, id, issuer, subject))
  return { app: id, user: user?.id ?? null, subject: { issuer, subject }, grant: null, provider: null }
}

function userOf(
  storage: Storage,
  app: string,
  issuer: string,
  subject: string,
): Promise<{ id: string } | undefined> {
  return storage
    .selectFrom('users')
    .select('id')
    .where('appId', '=', app)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
}
