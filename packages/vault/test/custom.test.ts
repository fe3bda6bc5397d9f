import { HEADER, type PageSession } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { clientAuthenticationOf, type PlainServer, startPlainServer } from './plain-server.ts'
import { Backend, Browser, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

/** A plain OAuth 2 server that nobody has a catalog entry for, in the shapes such servers come in. */
let server: PlainServer
let system: System
let backend: Backend
beforeEach(async () => {
  server = await startPlainServer()
  server.answers = {
    '/token': () => ({ body: tokens() }),
    '/account': () => ({ body: { id: 7, username: 'ada', email: 'ada@plain.example' } }),
    '/api': () => ({ body: { ok: true } }),
  }
})
afterEach(async () => {
  await system.close()
  await server.close()
})

function tokens(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    access_token: 'one',
    token_type: 'bearer',
    refresh_token: 'refresh-one',
    ...more,
  }
}

async function start(config: ProviderConfig = {}): Promise<void> {
  const plain: ProviderConfig = {
    client_id: 'me',
    client_secret: 's3cr3t:/%',
    scopes: ['read', 'write'],
    authorization_endpoint: `${server.origin}/authorize`,
    token_endpoint: `${server.origin}/token`,
    userinfo_endpoint: `${server.origin}/account`,
    api_hosts: [server.host],
    ...config,
  }
  system = await startSystem({ app: { providers: { plain } }, vault: { allow_private_network: true } })
  backend = new Backend(system)
}

async function connect(): Promise<PageSession> {
  const { session_id, session_token } = await backend.mint({ allowed_providers: ['plain'] })
  const browser = new Browser(system)
  await browser.start(session_token)
  const state = new URL(await browser.authorize(session_id, 'plain')).searchParams.get('state') ?? ''
  await browser.send(`/sdk/oauth/callback/plain?code=the-code&state=${encodeURIComponent(state)}`)
  return browser.outcome(session_id)
}

function use(): Promise<Response> {
  return backend.call(`${server.origin}/api`, { [HEADER.provider]: 'plain' })
}

async function scopes(): Promise<string[]> {
  const [row] = await system.database<{ scopes: string }>('select scopes from grants')
  return JSON.parse(row?.scopes ?? '[]')
}

test.each(['client_secret_basic', 'client_secret_post'] as const)(
  'a server that needs %s',
  async (method) => {
    await start({ client_authentication: method })
    expect(await connect()).toMatchObject({
      status: 'completed',
      grants: [{ account_identifier: 'ada@plain.example' }],
    })
    const { form, headers } = server.last('/token')
    expect(clientAuthenticationOf(server.last('/token'))).toBe(method)
    if (method === 'client_secret_post') expect(form.get('client_secret')).toBe('s3cr3t:/%')
    // RFC 6749 §2.3.1: each half is form-encoded before it is joined.
    else expect(headers.authorization).toBe(`Basic ${Buffer.from('me:s3cr3t%3A%2F%25').toString('base64')}`)
  },
)

describe('scopes', () => {
  test.each([
    ['a comma list', 'read,write'],
    ['a comma list with spaces', 'read, write'],
    ['a JSON list', ['read', 'write']],
    ['nothing: those that were asked for', undefined],
    ['null', null],
  ])('come as %s', async (_name, scope) => {
    server.answers['/token'] = () => ({ body: tokens({ scope }) })
    await start({ scope_separator: ',' })
    expect(await connect()).toMatchObject({ status: 'completed' })
    expect(await scopes()).toEqual(['read', 'write'])
  })

  test('fewer than required end in scope_denied', async () => {
    server.answers['/token'] = () => ({ body: tokens({ scope: 'read' }) })
    await start()
    expect(await connect()).toMatchObject({ status: 'failed', error: 'scope_denied' })
  })
})

describe('a token response', () => {
  test('without expires_in is used until the API refuses it', async () => {
    await start()
    await connect()
    system.pass(3000)
    expect((await use()).status).toBe(200)
    expect(server.requests.filter(({ path }) => path === '/token')).toHaveLength(1)
    server.answers['/token'] = () => ({ body: { access_token: 'two', token_type: 'bearer' } })
    server.answers['/api'] = ({ headers }) => ({
      status: headers.authorization === 'Bearer two' ? 200 : 401,
      body: {},
    })
    expect((await use()).status).toBe(200)
    expect(server.last('/token').form.get('refresh_token')).toBe('refresh-one')
  })

  test('that does not rotate keeps the refresh token there was', async () => {
    server.answers['/token'] = () => ({ body: tokens({ expires_in: 60 }) })
    await start()
    await connect()
    server.answers['/token'] = () => ({
      body: { access_token: 'two', token_type: 'bearer', expires_in: '60', refresh_token: '' },
    })
    for (let round = 0; round < 2; round += 1) {
      system.pass(61)
      expect((await use()).status).toBe(200)
      expect(server.last('/token').form.get('refresh_token')).toBe('refresh-one')
    }
  })

  test('without a refresh token keeps the one there was, when a live grant is authorized again', async () => {
    await start()
    await connect()
    server.answers['/token'] = () => ({
      body: { access_token: 'two', token_type: 'bearer', expires_in: 60, scope: 'read write' },
    })
    expect(await connect()).toMatchObject({ grants: [{ operation: 'reauth' }] })
    system.pass(61)
    expect((await use()).status).toBe(200)
    expect(server.last('/token').form.get('refresh_token')).toBe('refresh-one')
  })

  test('that is a form instead of JSON', async () => {
    server.answers['/token'] = () => ({
      type: 'application/x-www-form-urlencoded',
      body: 'access_token=one&scope=read%2Cwrite&token_type=bearer',
    })
    await start()
    expect(await connect()).toMatchObject({ status: 'completed' })
    expect(server.last('/account').headers.authorization).toBe('Bearer one')
  })

  test('without token_type', async () => {
    server.answers['/token'] = () => ({ body: tokens({ token_type: undefined }) })
    await start()
    expect(await connect()).toMatchObject({ status: 'completed' })
  })

  test('that is none leaves nothing behind', async () => {
    await start()
    for (const body of [
      '',
      '[]',
      '"text"',
      '{}',
      { access_token: 7 },
      { access_token: '' },
      '<html>',
      'null',
    ]) {
      server.answers['/token'] = () => ({ body })
      expect(await connect()).toMatchObject({ status: 'failed', error: 'provider_error', grants: [] })
    }
    expect(await system.database('select id from grants')).toEqual([])
  })
})

describe('an error', () => {
  test.each([
    ['as text', { status: 400, type: 'text/plain', body: 'bad code' }],
    ['as a page', { status: 403, type: 'text/html', body: '<h1>No</h1>' }],
    ['as a form', { status: 400, type: 'application/x-www-form-urlencoded', body: 'error=invalid_grant' }],
    ['with status 200', { status: 200, body: { error: 'invalid_grant', error_description: 'expired' } }],
    ['as nothing at all', { status: 500, body: '' }],
  ])('%s ends the flow, and says who said so', async (_name, answer) => {
    server.answers['/token'] = () => answer
    await start()
    expect(await connect()).toMatchObject({
      status: 'failed',
      error: 'provider_error',
      error_description: expect.stringMatching(/^plain /),
    })
  })

  test.each([
    ['as a form', { status: 400, type: 'application/x-www-form-urlencoded', body: 'error=invalid_grant' }],
    ['with status 200', { status: 200, body: { error: 'invalid_grant' } }],
    ['with status 401', { status: 401, body: { error: 'invalid_grant' } }],
  ])('invalid_grant %s means that the credential was revoked', async (_name, answer) => {
    server.answers['/token'] = () => ({ body: tokens({ expires_in: 60 }) })
    await start()
    await connect()
    server.answers['/token'] = () => answer
    system.pass(61)
    expect(await problem(await use())).toMatchObject({ status: 410, code: 'credential_revoked' })
  })
})

test('the account document of another account than before makes another grant', async () => {
  await start()
  await connect()
  server.answers['/account'] = () => ({ body: { id: 8, username: 'grace' } })
  expect(await connect()).toMatchObject({ grants: [{ account_identifier: 'grace', operation: 'creation' }] })
})

test('an account document that names nobody ends the flow', async () => {
  await start()
  for (const body of [{}, [], 'null', { id: null }, { id: '' }, { sub: { id: 7 } }, '<html>']) {
    server.answers['/account'] = () => ({ body })
    expect(await connect()).toMatchObject({ status: 'failed', error: 'provider_misconfigured' })
  }
})

test('an account of a number that JSON cannot carry is not taken for the one beside it', async () => {
  await start()
  for (const id of ['9007199254740992', '9007199254740993']) {
    server.answers['/account'] = () => ({ body: `{"id":${id},"username":"${id}"}` })
    expect(await connect(), id).toMatchObject({ status: 'failed', error: 'provider_misconfigured' })
  }
})

test('a token of an account that nobody named is not given back: that could end a grant there is', async () => {
  server.answers['/revoke'] = () => ({ body: {} })
  await start({ revocation_endpoint: `${server.origin}/revoke` })
  await connect()
  server.answers['/account'] = () => ({ body: {} })
  expect(await connect()).toMatchObject({ status: 'failed' })
  expect(server.requests.map(({ path }) => path)).not.toContain('/revoke')
  expect((await use()).status).toBe(200)
})
