import { HEADER } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { Backend, Browser, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 60_000 })

/** A plain OAuth 2 server and its API, which take the tokens that a test says. */
let server: PlainServer
let receiver: Receiver
let system: System
let backend: Backend
/** Tokens that the API takes, and those that the account document takes. */
let api: (token: string) => boolean
let account: (token: string) => number
let refreshToken: string | undefined
let issued: number
beforeEach(async () => {
  server = await startPlainServer()
  receiver = await startReceiver()
  api = () => true
  account = () => 200
  refreshToken = undefined
  issued = 0
  server.answers = {
    '/token': () => {
      issued += 1
      const access_token = `token-${issued}`
      return { body: { access_token, token_type: 'bearer', refresh_token: refreshToken } }
    },
    '/account': ({ headers }) => {
      const status = account(bearerOf(headers.authorization))
      return { status, body: status === 200 ? { id: 7, username: 'ada' } : {} }
    },
    '/api': ({ headers }) =>
      api(bearerOf(headers.authorization)) ? { body: { ok: true } } : { status: 401, body: { bad: true } },
  }
})
afterEach(async () => {
  await system.close()
  await server.close()
  await receiver.close()
})

function bearerOf(authorization = ''): string {
  return authorization.replace('Bearer ', '')
}

async function start(provider: string, hasDocument = true): Promise<void> {
  const plain: ProviderConfig = {
    client_id: 'me',
    client_secret: 'secret',
    scopes: [],
    authorization_endpoint: `${server.origin}/authorize`,
    token_endpoint: `${server.origin}/token`,
    api_hosts: [server.host],
    ...(hasDocument && { userinfo_endpoint: `${server.origin}/account` }),
  }
  const { webhook } = receiver
  system = await startSystem({
    app: { webhook, providers: { [provider]: plain } },
    vault: { allow_private_network: true },
  })
  backend = new Backend(system)
  const { session_id, session_token } = await backend.mint({ allowed_providers: [provider] })
  const browser = new Browser(system)
  await browser.start(session_token)
  const state = new URL(await browser.authorize(session_id, provider)).searchParams.get('state') ?? ''
  await browser.send(`/sdk/oauth/callback/${provider}?code=the-code&state=${encodeURIComponent(state)}`)
  expect(await browser.outcome(session_id)).toMatchObject({ status: 'completed' })
  await receiver.nextEvent()
  server.requests.length = 0
}

function use(
  provider = 'plain',
  init: RequestInit = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  return backend.call(`${server.origin}/api`, { [HEADER.provider]: provider, ...headers }, init)
}
function asked(path: string): number {
  return server.requests.filter((request) => request.path === path).length
}

describe('12.5: a token without a refresh token that the API refuses', () => {
  test('ends the grant where the account document refuses it too, which is listed and sent to the webhook', async () => {
    await start('plain')
    api = () => false
    account = () => 401
    expect(await problem(await use())).toMatchObject({ status: 410, code: 'credential_revoked' })
    expect(await backend.grants()).toMatchObject([{ status: 'revoked' }])
    expect(await receiver.nextEvent()).toMatchObject({ type: 'grant.revoked', data: { status: 'revoked' } })
    expect(await problem(await use())).toMatchObject({ code: 'credential_revoked' })
    expect(asked('/api')).toBe(1)
    expect(asked('/account')).toBe(1)
  })

  test.each([
    ['takes it', 200],
    ['lacks a permission', 403],
    ['is gone', 404],
    ['is out of order', 500],
    ['is asked too often', 429],
  ])('changes nothing where the account document %s: the answer is the API’s', async (_, status) => {
    await start('plain')
    api = () => false
    account = () => status
    for (let call = 0; call < 3; call += 1) {
      const answer = await use()
      expect([answer.status, answer.headers.get(HEADER.upstream)]).toEqual([401, '1'])
      expect(await answer.json()).toEqual({ bad: true })
    }
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
    api = () => true
    expect((await use()).status).toBe(200)
  })

  test('changes nothing where the provider has no account document', async () => {
    server.answers['/token'] = () => ({
      body: { access_token: 'token-1', token_type: 'bearer', id: 7, username: 'ada' },
    })
    await start('plain', false)
    api = () => false
    expect((await use()).status).toBe(401)
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  })

  test('is asked for seldom, and once for many calls', async () => {
    await start('plain')
    api = () => false
    await Promise.all(Array.from({ length: 20 }, () => use()))
    for (let call = 0; call < 20; call += 1) await use()
    expect(asked('/account')).toBeLessThanOrEqual(5)
    system.pass(61)
    account = () => 401
    expect(await problem(await use())).toMatchObject({ code: 'credential_revoked' })
  })

  test('ends it whatever was sent: a body that cannot be repeated too', async () => {
    await start('plain')
    api = () => false
    account = () => 401
    const answer = await use('plain', { method: 'PUT', body: 'x'.repeat(2_000_000) })
    expect(await problem(answer)).toMatchObject({ code: 'credential_revoked' })
  })
})

test('12.5: refused in the words of its provider, with status 200, it is a refusal', async () => {
  server.answers['/token'] = () => ({
    body: {
      ok: true,
      team: { id: 'T1' },
      authed_user: { id: 'U1', access_token: 'xoxp-1', token_type: 'user', scope: '' },
    },
  })
  const alive = { body: { ok: true, team: 'Engines', user: 'ada', team_id: 'T1', user_id: 'U1' } }
  const dead = { body: { ok: false, error: 'token_revoked' } }
  server.answers['/account'] = () => alive
  await start('slack')
  expect(await (await use('slack')).json()).toEqual({ ok: true })
  server.answers['/api'] = () => dead
  expect(await (await use('slack')).json()).toEqual({ ok: false, error: 'token_revoked' })
  expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  server.answers['/account'] = () => dead
  expect(await problem(await use('slack'))).toMatchObject({ code: 'credential_revoked' })
})

test('12.5: a fresh token that is refused ends the grant where the account document refuses it too', async () => {
  refreshToken = 'the-refresh-token'
  await start('plain')
  api = () => false
  expect((await use()).status).toBe(401)
  expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  account = () => 401
  expect(await problem(await use())).toMatchObject({ code: 'credential_revoked' })
  expect(await backend.grants()).toMatchObject([{ status: 'revoked' }])
})

/** Longer than what the vault keeps. */
function put(): Promise<Response> {
  return use('plain', { method: 'PUT', body: 'x'.repeat(2_000_000) })
}

describe('12.6: a body that cannot be sent again', () => {
  test('has the token refreshed all the same, and says so: the next call is taken', async () => {
    refreshToken = 'the-refresh-token'
    await start('plain')
    api = (token) => token !== 'token-1'
    const refused = await put()
    expect([refused.status, refused.headers.get(HEADER.renewed)]).toEqual([401, '1'])
    expect(await refused.json()).toEqual({ bad: true })
    const taken = await put()
    expect([taken.status, taken.headers.get(HEADER.renewed)]).toEqual([200, null])
    expect(server.requests.filter(({ form }) => form.has('refresh_token'))).toHaveLength(1)
  })

  test('is not said of a token that nothing could renew', async () => {
    await start('plain')
    api = () => false
    const refused = await put()
    expect([refused.status, refused.headers.get(HEADER.renewed)]).toEqual([401, null])
  })

  test('names a grant that is over', async () => {
    refreshToken = 'the-refresh-token'
    await start('plain')
    api = () => false
    server.answers['/token'] = () => ({ status: 400, body: { error: 'invalid_grant' } })
    expect(await problem(await put())).toMatchObject({ code: 'credential_revoked' })
  })

  test('that was sent again by the vault says nothing of it', async () => {
    refreshToken = 'the-refresh-token'
    await start('plain')
    api = (token) => token !== 'token-1'
    const answer = await use('plain', { method: 'PUT', body: 'small' }, { 'content-length': '5' })
    expect([answer.status, answer.headers.get(HEADER.renewed)]).toEqual([200, null])
  })
})
