import { createHash, randomBytes } from 'node:crypto'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approve, type LocalIssuer, type LocalProvider, startLocalProvider } from '../src/index.ts'

const redirectUri = 'http://localhost:1/callback'
const calendar = 'https://www.googleapis.com/auth/calendar.readonly'
const clients = {
  identity: { redirect_uris: [redirectUri] },
  google: { redirect_uris: [redirectUri] },
  github: { redirect_uris: [redirectUri] },
}
const verifier = randomBytes(32).toString('base64url')
const challenge = createHash('sha256').update(verifier).digest('base64url')

let provider: LocalProvider
beforeAll(async () => {
  provider = await startLocalProvider({ clients, accessTokenTtl: 2 })
})
afterAll(() => provider.close())

function authorizationUrl(issuer: LocalIssuer, scope: string, extra: Record<string, string> = {}): string {
  const url = new URL(issuer.endpoints.authorization)
  url.search = new URLSearchParams({
    client_id: issuer.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state: 'some-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...extra,
  }).toString()
  return url.href
}

interface Tokens {
  status: number
  access_token: string
  refresh_token?: string
  id_token?: string
  scope?: string
  expires_in?: number
  error?: string
}

async function askToken(issuer: LocalIssuer, fields: Record<string, string>): Promise<Tokens> {
  const response = await fetch(issuer.endpoints.token, {
    method: 'POST',
    body: new URLSearchParams({ client_id: issuer.clientId, client_secret: issuer.clientSecret, ...fields }),
  })
  const body: Omit<Tokens, 'status'> = JSON.parse(await response.text())
  return { ...body, status: response.status }
}

function exchange(issuer: LocalIssuer, callback: string): Promise<Tokens> {
  return askToken(issuer, {
    grant_type: 'authorization_code',
    code: new URL(callback).searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
}

function refresh(issuer: LocalIssuer, tokens: Tokens): Promise<Tokens> {
  return askToken(issuer, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' })
}

function call(url: string, token: string): Promise<Response> {
  return fetch(url, { headers: { authorization: `Bearer ${token}` } })
}

function events(token: string): Promise<Response> {
  return call(`${provider.google.api}/calendar/v3/calendars/primary/events`, token)
}

const offline = { access_type: 'offline', prompt: 'consent select_account' }

describe('identity', () => {
  test('signs a person in without asking for consent and tells the app who it is', async () => {
    const { identity } = provider
    const callback = await approve(authorizationUrl(identity, 'openid email profile'), { account: 'ada' })
    expect(Object.fromEntries(new URL(callback).searchParams)).toMatchObject({
      state: 'some-state',
      iss: identity.issuer,
    })
    const tokens = await exchange(identity, callback)
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({
      iss: identity.issuer,
      aud: identity.clientId,
      sub: 'ada',
      email: 'ada@lovelace.example',
      name: 'Ada Lovelace',
    })
  })

  test('signs user tokens with the key that its JWKS publishes', async () => {
    const { identity } = provider
    const discovery = await fetch(`${identity.issuer}/.well-known/openid-configuration`)
    const { jwks_uri }: { jwks_uri: string } = JSON.parse(await discovery.text())
    const token = await provider.userToken({ sub: 'grace', email: 'grace@hopper.example' })
    const keys = createRemoteJWKSet(new URL(jwks_uri))
    const { payload } = await jwtVerify(token, keys, { issuer: identity.issuer, audience: identity.clientId })
    expect(payload).toMatchObject({ sub: 'grace', email: 'grace@hopper.example' })
    const other = await provider.userToken({
      sub: 'grace',
      issuer: 'http://other.example',
      audience: 'other',
    })
    expect(decodeJwt(other)).toMatchObject({ iss: 'http://other.example', aud: 'other' })
    expect(decodeJwt(await provider.userToken({ sub: 'grace', expiresIn: -1 })).exp).toBeLessThan(
      Date.now() / 1000,
    )
  })

  test('requires PKCE', async () => {
    const url = new URL(authorizationUrl(provider.identity, 'openid'))
    url.searchParams.delete('code_challenge')
    url.searchParams.delete('code_challenge_method')
    const callback = new URL(await approve(url.href, { account: 'ada' }))
    expect(callback.searchParams.get('error')).toBe('invalid_request')
  })
})

describe('google', () => {
  test('takes an event with the permission to change, and refuses it without', async () => {
    const { google } = provider
    async function add(scope: string, event: unknown): Promise<Response> {
      const url = authorizationUrl(google, `openid email ${scope}`, offline)
      const { access_token } = await exchange(google, await approve(url, { account: 'ada@work.example' }))
      const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
      const body = JSON.stringify(event)
      const address = `${google.api}/calendar/v3/calendars/primary/events`
      const answer = await fetch(address, { method: 'POST', headers, body })
      if (!answer.ok) return answer
      return fetch(address, { headers })
    }
    const event = {
      summary: 'An hour for thought',
      start: { dateTime: '2030-01-01T10:00:00Z' },
      end: { dateTime: '2030-01-01T11:00:00Z' },
    }
    const change = 'https://www.googleapis.com/auth/calendar.events'
    expect((await add(calendar, event)).status).toBe(403)
    expect((await add(change, { summary: 'never' })).status).toBe(400)
    expect(await (await add(change, event)).text()).toContain('An hour for thought')
  })

  test('answers the calendar of the account that allowed it, until the access token expires', async () => {
    const { google } = provider
    const url = authorizationUrl(google, `openid email ${calendar}`, offline)
    const tokens = await exchange(google, await approve(url, { account: 'ada@work.example' }))
    expect(tokens.expires_in).toBe(2)
    const answer = await events(tokens.access_token)
    expect(answer.status).toBe(200)
    const calendarPage: { summary: string; items: { summary: string }[] } = JSON.parse(await answer.text())
    const { summary, items } = calendarPage
    expect(summary).toBe('ada@work.example')
    expect(items[0]?.summary).toMatch(/^Access token issued at \d\d:\d\d:\d\d UTC$/)
    expect(items.length).toBeGreaterThan(1)

    await expect.poll(async () => (await events(tokens.access_token)).status).toBe(401)
    const fresh = await refresh(google, tokens)
    expect((await events(fresh.access_token)).status).toBe(200)
    expect(fresh.refresh_token ?? tokens.refresh_token).toBe(tokens.refresh_token)
  })

  test('grants fewer scopes when some are unticked, and refuses calls that need them', async () => {
    const { google } = provider
    const url = authorizationUrl(google, `openid email ${calendar}`, offline)
    const tokens = await exchange(
      google,
      await approve(url, { account: 'alan@bletchley.example', scopes: [] }),
    )
    expect(tokens.scope?.split(' ').sort()).toEqual(['email', 'openid'])
    const answer = await events(tokens.access_token)
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('ACCESS_TOKEN_SCOPE_INSUFFICIENT')
  })

  test('tells the app when the user denies', async () => {
    const url = authorizationUrl(provider.google, `openid ${calendar}`, offline)
    const callback = new URL(await approve(url, { account: 'ada@work.example', deny: true }))
    expect(callback.searchParams.get('error')).toBe('access_denied')
    expect(callback.searchParams.get('state')).toBe('some-state')
  })

  test('gives a refresh token only for offline access', async () => {
    const { google } = provider
    const url = authorizationUrl(google, 'openid email', { prompt: 'consent' })
    const tokens = await exchange(google, await approve(url, { account: 'online@example.com' }))
    expect(tokens.refresh_token).toBeUndefined()
  })

  test('knows any account, with the same stable id on every start', async () => {
    const { google } = provider
    const url = authorizationUrl(google, 'openid email profile', offline)
    const tokens = await exchange(google, await approve(url, { account: 'new.person@example.com' }))
    const claims = decodeJwt(tokens.id_token ?? '')
    expect(claims).toMatchObject({ email: 'new.person@example.com', name: 'New Person' })
    const second = await startLocalProvider({ clients })
    try {
      const again = authorizationUrl(second.google, 'openid email', offline)
      const callback = await approve(again, { account: 'new.person@example.com' })
      const other = await exchange(second.google, callback)
      expect(decodeJwt(other.id_token ?? '').sub).toBe(claims.sub)
    } finally {
      await second.close()
    }
  })

  test('ends all tokens when one is revoked', async () => {
    const { google } = provider
    const url = authorizationUrl(google, `openid ${calendar}`, offline)
    const tokens = await exchange(google, await approve(url, { account: 'grace@navy.example' }))
    const revocation = await fetch(google.endpoints.revocation, {
      method: 'POST',
      body: new URLSearchParams({
        token: tokens.refresh_token ?? '',
        client_id: google.clientId,
        client_secret: google.clientSecret,
      }),
    })
    expect(revocation.status).toBe(200)
    expect((await events(tokens.access_token)).status).toBe(401)
    expect(await refresh(google, tokens)).toMatchObject({ status: 400, error: 'invalid_grant' })
  })

  test('ends all tokens when the user removes the app', async () => {
    const { google } = provider
    const url = authorizationUrl(google, `openid ${calendar}`, offline)
    const tokens = await exchange(google, await approve(url, { account: 'ada@home.example' }))
    await google.revokeAll('ada@home.example')
    expect((await events(tokens.access_token)).status).toBe(401)
    expect(await refresh(google, tokens)).toMatchObject({ status: 400, error: 'invalid_grant' })
  })
})

describe('github', () => {
  test('names the account at GET /user and rotates refresh tokens', async () => {
    const { github } = provider
    const callback = await approve(authorizationUrl(github, 'read:user,repo'), { account: 'ada-lovelace' })
    const tokens = await exchange(github, callback)
    expect(tokens.id_token).toBeUndefined()
    expect(tokens.scope).toBe('read:user,repo')
    expect(await (await call(`${github.api}/user`, tokens.access_token)).json()).toMatchObject({
      login: 'ada-lovelace',
      name: 'Ada Lovelace',
    })
    const repos = await (await call(`${github.api}/user/repos`, tokens.access_token)).json()
    expect(repos).toHaveLength(2)
    const fresh = await refresh(github, tokens)
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token)
    expect(await refresh(github, tokens)).toMatchObject({ status: 400, error: 'invalid_grant' })
    expect((await call(`${github.api}/user`, fresh.access_token)).status).toBe(401)
  })

  test('answers 401 without a token', async () => {
    expect((await fetch(`${provider.github.api}/user`)).status).toBe(401)
  })
})

describe('faults', () => {
  test('answers 500, a page, or never at the token endpoint', async () => {
    const { google } = provider
    function ask(): Promise<Response> {
      return fetch(google.endpoints.token, { method: 'POST', signal: AbortSignal.timeout(200) })
    }
    google.fault = 'error'
    expect((await ask()).status).toBe(500)
    google.fault = 'garbage'
    expect((await ask()).headers.get('content-type')).toContain('text/html')
    google.fault = 'hang'
    await expect(ask()).rejects.toThrow('timeout')
    google.fault = 'none'
    expect((await ask()).status).toBe(400)
    expect(google.requests.slice(-4).map(({ path, status }) => `${path} ${status}`)).toEqual([
      '/token 500',
      '/token 200',
      '/token 0',
      '/token 400',
    ])
  })

  test('cuts the opener off with COOP when asked to', async () => {
    const { github } = provider
    github.coop = true
    const answer = await fetch(authorizationUrl(github, 'repo'), { redirect: 'manual' })
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin')
    github.coop = false
  })

  test('explains on a page what is wrong with a request', async () => {
    const url = authorizationUrl(provider.google, 'openid', { redirect_uri: 'http://elsewhere.example/' })
    await expect(approve(url, { account: 'ada@work.example' })).rejects.toThrow(/invalid_redirect_uri/)
  })
})

test('plays several people in one browser session without a script', async () => {
  const { google } = provider
  const jar = new Map<string, string>()
  async function visit(url: string, body?: URLSearchParams): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie },
      ...(body ? { method: 'POST', body } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
    const location = response.headers.get('location')
    if (!location) return response
    const next = new URL(location, url)
    return next.origin === provider.origin ? visit(next.href) : response
  }
  async function connect(account: string): Promise<unknown> {
    const url = authorizationUrl(google, 'openid email', offline)
    const page = await visit(url)
    expect(page.status).toBe(200)
    const consent = await visit(page.url, new URLSearchParams({ account }))
    expect(await consent.text()).toContain(account)
    const back = await visit(consent.url, new URLSearchParams({ decision: 'allow' }))
    const tokens = await exchange(google, back.headers.get('location') ?? '')
    return decodeJwt(tokens.id_token ?? '')['email']
  }
  expect(await connect('ada@work.example')).toBe('ada@work.example')
  expect(await connect('ada@home.example')).toBe('ada@home.example')

  function hinted(hint: string): Promise<Response> {
    return visit(authorizationUrl(google, 'openid email', { prompt: 'consent', login_hint: hint }))
  }
  expect(await (await hinted('ada@home.example')).text()).toContain('wants to access')
  expect(await (await hinted('ada@work.example')).text()).toContain('Choose an account')
})
