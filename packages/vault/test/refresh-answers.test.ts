import { HEADER } from '@alter/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { Backend, Browser, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

/** An OpenID server with rotation and reuse detection: a refresh token that is sent twice ends the grant. */
let server: PlainServer
let system: System
let backend: Backend
let refreshed: (subject: string) => Record<string, unknown>
let nonce: string
beforeEach(async () => {
  server = await startPlainServer()
  const used = new Set<string>()
  let round = 0
  server.answers = {
    '/token': ({ form }) => {
      const sent = form.get('refresh_token')
      if (sent === null) return { body: { ...tokens(), id_token: idToken({ nonce }) } }
      if (used.has(sent)) return { status: 400, body: { error: 'invalid_grant' } }
      used.add(sent)
      round += 1
      return { body: { ...tokens(round), ...refreshed('ada') } }
    },
    '/account': () => ({ body: { sub: 'ada', email: 'ada@plain.example' } }),
    '/api': () => ({ body: { ok: true } }),
  }
  system = await startSystem({
    app: {
      providers: {
        plain: {
          client_id: 'me',
          client_secret: 'secret',
          scopes: ['read'],
          openid: true,
          issuer: server.origin,
          authorization_endpoint: `${server.origin}/authorize`,
          token_endpoint: `${server.origin}/token`,
          userinfo_endpoint: `${server.origin}/account`,
          api_hosts: [server.host],
        },
      },
    },
    vault: { allow_private_network: true },
  })
  backend = new Backend(system)
  refreshed = () => ({})
  const { session_id, session_token } = await backend.mint({ allowed_providers: ['plain'] })
  const browser = new Browser(system)
  await browser.start(session_token)
  const { searchParams } = new URL(await browser.authorize(session_id, 'plain'))
  nonce = searchParams.get('nonce') ?? ''
  const state = searchParams.get('state') ?? ''
  await browser.send(`/sdk/oauth/callback/plain?code=the-code&state=${encodeURIComponent(state)}`)
  expect(await browser.outcome(session_id)).toMatchObject({ status: 'completed' })
})
afterEach(async () => {
  await system.close()
  await server.close()
})

function tokens(round = 0): Record<string, unknown> {
  return {
    access_token: `access-${round}`,
    token_type: 'bearer',
    expires_in: 60,
    refresh_token: `refresh-${round}`,
    scope: 'openid read',
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** Signed by nobody: the vault has it from the token endpoint itself. */
function idToken(claims: Record<string, unknown> = {}, alg = 'RS256'): string {
  const now = Math.floor(Date.now() / 1000)
  const payload = { iss: server.origin, aud: 'me', sub: 'ada', iat: now, exp: now + 600, ...claims }
  return `${part({ alg })}.${part(payload)}.c2ln`
}

function use(): Promise<Response> {
  return backend.call(`${server.origin}/api`, { [HEADER.provider]: 'plain' })
}
function sent(): (string | null)[] {
  return server.requests.map(({ form }) => form.get('refresh_token')).filter((token) => token !== null)
}

test.each<[string, () => Record<string, unknown>]>([
  ['whose clock is behind', () => ({ id_token: idToken({ exp: 1000, iat: 500 }) })],
  ['whose clock is ahead', () => ({ id_token: idToken({ iat: 9_999_999_999, nbf: 9_999_999_999 }) })],
  ['signed with ES256', () => ({ id_token: idToken({}, 'ES256') })],
  ['signed with HS256', () => ({ id_token: idToken({}, 'HS256') })],
  ['of another issuer', () => ({ id_token: idToken({ iss: 'https://tenant.example' }) })],
  ['for another audience', () => ({ id_token: idToken({ aud: 'somebody else' }) })],
  ['without times', () => ({ id_token: idToken({ iat: undefined, exp: undefined }) })],
  ['that cannot be read', () => ({ id_token: 'a.b.c.d.e' })],
  ['that is no text', () => ({ id_token: 7 })],
])('12.24: a refresh with an ID token %s is as good as any', async (_, more) => {
  refreshed = more
  for (let round = 1; round <= 3; round += 1) {
    system.pass(61)
    expect((await use()).status).toBe(200)
    expect(server.last('/api').headers.authorization).toBe(`Bearer access-${round}`)
  }
  expect(sent()).toEqual(['refresh-0', 'refresh-1', 'refresh-2'])
})

test.each<[string, Record<string, unknown>, string]>([
  ['no access token', { access_token: undefined }, 'provider_unreachable'],
  ['an access token that no header can carry', { access_token: 'two\r\nlines' }, 'provider_unreachable'],
  ['an access token that is no text', { access_token: { token: 'inside' } }, 'provider_unreachable'],
  // The operator can name it in bearer_token_types.
  ['a DPoP token', { token_type: 'DPoP' }, 'provider_misconfigured'],
])('12.24: a refresh with %s keeps what was rotated', async (_, more, code) => {
  refreshed = () => more
  system.pass(61)
  expect(await problem(await use())).toMatchObject({ status: 502, code })
  refreshed = () => ({})
  expect((await use()).status).toBe(200)
  expect(sent()).toEqual(['refresh-0', 'refresh-1'])
  expect(server.last('/api').headers.authorization).toBe('Bearer access-2')
})

test.each<[string, Record<string, unknown>]>([
  ['a scope that is no text', { scope: 7 }],
  ['a life that is no number', { expires_in: 'soon' }],
  ['no token type', { token_type: undefined }],
])('12.24: a refresh with %s is used', async (_, more) => {
  refreshed = () => more
  system.pass(61)
  expect((await use()).status).toBe(200)
  expect(server.last('/api').headers.authorization).toBe('Bearer access-1')
})

test('12.24: a refresh that brings the tokens of another user ends the grant', async () => {
  refreshed = () => ({ id_token: idToken({ sub: 'eve' }) })
  system.pass(61)
  const before = server.requests.filter(({ path }) => path === '/api').length
  expect(await problem(await use())).toMatchObject({ status: 410, code: 'credential_revoked' })
  expect(server.requests.filter(({ path }) => path === '/api')).toHaveLength(before)
  expect(await backend.grants()).toMatchObject([{ status: 'broken' }])
  expect(await system.database('select access_token, refresh_token from grants')).toEqual([
    { access_token: null, refresh_token: null },
  ])
  expect(await problem(await use())).toMatchObject({ code: 'credential_revoked' })
  expect(sent()).toHaveLength(1)
})
