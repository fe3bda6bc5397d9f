import { Hono } from 'hono'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  customFetch,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { CookieStore, type Session } from './session.ts'

/** The app's client at its identity provider. */
export interface IdentityClient {
  issuer: string
  clientId: string
  clientSecret: string
}

interface Attempt {
  verifier: string
  state: string
  nonce: string
  /** Seconds since the epoch. */
  expiresAt: number
}

/**
 * Signs users in: OpenID Connect, authorization code with PKCE.
 * @param origin the app's own, such as `https://app.example.com`
 */
export function signInRoutes(identity: IdentityClient, origin: string, sessions: CookieStore<Session>): Hono {
  const routes = new Hono()
  const attempts = new CookieStore<Attempt>('daybreak_sign_in', origin.startsWith('https:'))
  const redirectUri = `${origin}/sign-in/callback`
  let discovered: Promise<Configuration> | undefined
  function client(): Promise<Configuration> {
    discovered ??= discover(identity).catch((error: unknown) => {
      discovered = undefined
      throw error
    })
    return discovered
  }

  routes.get('/sign-in', async (context) => {
    const verifier = randomPKCECodeVerifier()
    const attempt = { verifier, state: randomState(), nonce: randomNonce() }
    const url = buildAuthorizationUrl(await client(), {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      prompt: 'select_account',
    })
    attempts.write(context, { ...attempt, expiresAt: Date.now() / 1000 + 600 })
    return context.redirect(url.href)
  })

  routes.get('/sign-in/callback', async (context) => {
    const attempt = attempts.read(context)
    attempts.remove(context)
    const { search } = new URL(context.req.url)
    if (!attempt || !new URLSearchParams(search).has('code')) return context.redirect('/')
    const tokens = await authorizationCodeGrant(await client(), new URL(redirectUri + search), {
      pkceCodeVerifier: attempt.verifier,
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims || !tokens.id_token) throw new Error('The identity provider sent no ID token')
    const { email, name, exp: expiresAt } = claims
    const label = typeof email === 'string' ? email : claims.sub
    sessions.write(context, {
      idToken: tokens.id_token,
      email: label,
      name: typeof name === 'string' ? name : label,
      expiresAt,
    })
    return context.redirect('/')
  })

  routes.post('/sign-out', (context) => {
    if (context.req.header('origin') !== origin) return context.body(null, 403)
    sessions.remove(context)
    return context.body(null, 204)
  })

  return routes
}

function discover({ issuer, clientId, clientSecret }: IdentityClient): Promise<Configuration> {
  const server = new URL(issuer)
  return discovery(server, clientId, clientSecret, undefined, {
    [customFetch]: (url, { method, headers, body, signal }) =>
      fetch(onLoopback(url), {
        method,
        headers,
        ...(signal ? { signal } : {}),
        ...(typeof body === 'string' || body instanceof URLSearchParams ? { body } : {}),
      }),
    execute: server.protocol === 'http:' ? [allowInsecureRequests] : [],
  })
}

/** Node resolves `localhost` everywhere, but names below it only on some systems. @see RFC 6761 §6.3 */
function onLoopback(address: string): URL {
  const url = new URL(address)
  if (url.hostname.endsWith('.localhost')) url.hostname = 'localhost'
  return url
}
