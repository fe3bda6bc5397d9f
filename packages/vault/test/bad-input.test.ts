import { type CreateSessionRequest, HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import {
  Backend,
  Browser,
  CALENDAR,
  connectGoogle,
  grantTable,
  json,
  pollResult,
  problem,
  type System,
  VAULT,
} from './system.ts'

/** Rows of "What bad input gets"; each is followed by a look at the grant table, which holds one good grant. */
const test = vaultTest({}, (system) => connectGoogle(new Backend(system)))
  .extend('backend', ({ system }) => new Backend(system))
  .extend('grantId', { auto: true }, async ({ system }, { onCleanup }) => {
    const [good] = await grantTable(system)
    if (!good) throw new Error('no grant')
    const { id } = good
    onCleanup(async () => {
      system.provider.google.fault = 'none'
      expect(await grantTable(system)).toEqual([
        { id, status: 'active', account_identifier: 'ada@work.example' },
      ])
    })
    return id
  })

async function refusedMint(backend: Backend, request: CreateSessionRequest) {
  return problem(await backend.tryMint(request))
}

async function refusedToken(
  system: System,
  backend: Backend,
  claims: { issuer?: string; audience?: string; expiresIn?: number },
) {
  return refusedMint(backend, { user_token: await system.provider.userToken({ sub: 'ada', ...claims }) })
}

async function connectGrace(system: System, backend: Backend): Promise<unknown> {
  return new Browser(system).connect(await backend.mint(), { account: 'grace@navy.example' })
}

async function untilCallback(
  system: System,
  backend: Backend,
): Promise<{
  browser: Browser
  callback: string
  sessionId: string
  token: string
}> {
  const { session_token: token, session_id: sessionId } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(token)
  const callback = await browser.consent(await browser.authorize(sessionId), {
    account: 'ada@work.example',
  })
  return { browser, callback, sessionId, token }
}
function tokenRequests(system: System): number {
  return system.provider.google.requests.filter(({ path }) => path === '/token').length
}

test('a missing API key', async ({ system }) => {
  const answer = await system.vault.fetch(new Request(`${VAULT}/sdk/grants`))
  expect(await problem(answer)).toMatchObject({
    status: 401,
    code: 'invalid_api_key',
    detail: expect.stringContaining('x-api-key'),
  })
})

test('a wrong API key', async ({ system, backend }) => {
  const wrong = await backend.post('/sdk/oauth/connect/session', {}, { [HEADER.apiKey]: `${system.apiKey}x` })
  const refused = await problem(wrong)
  expect(refused).toMatchObject({ status: 401, code: 'invalid_api_key' })
  expect(JSON.stringify(refused)).not.toContain(system.apiKey)
})

describe('an expired session token', () => {
  test('at the start of the page', async ({ system, backend }) => {
    const { session_token } = await backend.mint()
    system.pass(601)
    const answer = await new Browser(system).page('start', {}, session_token)
    expect(await problem(answer)).toMatchObject({
      status: 401,
      code: 'session_expired',
      detail: expect.stringContaining('start again'),
    })
    expect(await pollResult(system, session_token)).toMatchObject({
      status: 'expired',
      error: 'session_expired',
      expires_in: 0,
    })
  })

  test('at the authorization', async ({ system, backend }) => {
    const { session_token, session_id } = await backend.mint()
    const browser = new Browser(system)
    await browser.start(session_token)
    system.pass(601)
    const answer = await browser.page('authorize', { session_id, provider: 'google' })
    expect(await problem(answer)).toMatchObject({ status: 401, code: 'session_expired' })
  })
})

test('a wrong session token: of no session, or with another secret', async ({ system, backend }) => {
  const { session_id } = await backend.mint()
  for (const id of ['0'.repeat(32), session_id]) {
    const forged = `alter_cs_${id}_${'A'.repeat(43)}`
    const started = await new Browser(system).page('start', {}, forged)
    expect(await problem(started), id).toMatchObject({ status: 401, code: 'invalid_token' })
    for (const call of ['result', 'cancel']) {
      const url = `${VAULT}/sdk/oauth/connect/session/${call}`
      const asked = await system.vault.fetch(new Request(url, { method: 'POST', body: forged }))
      expect(await problem(asked), `${call} ${id}`).toMatchObject({ status: 401, code: 'invalid_token' })
    }
  }
})

describe('a JWT', () => {
  test('of another issuer', async ({ system, backend }) => {
    const { code, detail } = await refusedToken(system, backend, { issuer: 'https://evil.example' })
    expect(code).toBe('invalid_user_token')
    expect(detail).toContain('https://evil.example')
    expect(detail).toContain(system.provider.identity.issuer)
  })

  test('of another audience', async ({ system, backend }) => {
    const { code, detail } = await refusedToken(system, backend, { audience: 'another-app' })
    expect(code).toBe('invalid_user_token')
    expect(detail).toContain('another-app')
    expect(detail).toContain(system.provider.identity.clientId)
  })

  test('that has expired', async ({ system, backend }) => {
    expect(await refusedToken(system, backend, { expiresIn: -60 })).toMatchObject({
      code: 'invalid_user_token',
      detail: expect.stringContaining('expired'),
    })
  })

  test('that is not one', async ({ backend }) => {
    expect(await refusedMint(backend, { user_token: 'not.a.jwt' })).toMatchObject({
      code: 'invalid_user_token',
    })
  })

  test('whose signature was altered', async ({ system, backend }) => {
    const [header, , signature] = (await backend.userToken()).split('.')
    const claims = Buffer.from(JSON.stringify({ sub: 'eve', iss: system.provider.identity.issuer })).toString(
      'base64url',
    )
    expect(await refusedMint(backend, { user_token: [header, claims, signature].join('.') })).toMatchObject({
      code: 'invalid_user_token',
    })
  })

  test('without a signature', async ({ backend }) => {
    const [, claims] = (await backend.userToken()).split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url')
    expect(await refusedMint(backend, { user_token: `${none}.${claims}.` })).toMatchObject({
      code: 'invalid_user_token',
    })
  })

  test('that is too long', async ({ backend }) => {
    expect(await refusedMint(backend, { user_token: 'x'.repeat(9000) })).toMatchObject({
      status: 431,
      code: 'user_token_too_large',
    })
  })

  test('that is empty does not make the call one of the app', async ({ backend }) => {
    for (const path of ['/sdk/grants', '/sdk/grants?all=true']) {
      const answer = await backend.ask(path, 'GET', { headers: { [HEADER.userToken]: '' } })
      expect(await problem(answer), path).toMatchObject({ status: 401, code: 'invalid_user_token' })
    }
  })

  test('that is missing', async ({ backend }) => {
    const answer = await backend.post('/sdk/oauth/connect/session', {})
    expect(await problem(answer)).toMatchObject({
      status: 401,
      code: 'user_token_required',
      field: 'user_token',
    })
  })
})

test('an unknown provider', async ({ backend }) => {
  expect(await refusedMint(backend, { allowed_providers: ['gogle'] })).toMatchObject({
    status: 400,
    code: 'unknown_provider',
    field: 'allowed_providers',
    detail: expect.stringMatching(/gogle.*google, github/),
  })
  const use = await backend.calendar({ [HEADER.provider]: 'gogle' })
  expect(await problem(use)).toMatchObject({ code: 'unknown_provider', field: 'provider' })
})

test.for<[string, Record<string, string[]>, string]>([
  ['that the operator does not ask for', { google: [CALENDAR, 'mail'] }, 'required_scopes.google'],
  ['of a provider that is not allowed', { github: [] }, 'required_scopes.github'],
])('required scopes %s', async ([_name, required_scopes, field], { backend }) => {
  expect(await refusedMint(backend, { allowed_providers: ['google'], required_scopes })).toMatchObject({
    code: 'invalid_request',
    field,
  })
})

test('a session of a user and of the app at once', async ({ backend }) => {
  const user_token = await backend.userToken()
  expect(await refusedMint(backend, { user_token, principal: 'app' })).toMatchObject({
    code: 'invalid_request',
    field: 'principal',
  })
})

test.for([
  'http://app.localhost:4400/settings',
  'http://app.localhost:4400/?x',
  'http://*.localhost:4400',
  '*',
  'http://user@app.localhost:4400',
  'app.localhost',
])('an allowed_origin that is more or less than an origin: %s', async (allowed_origin, { backend }) => {
  expect(await refusedMint(backend, { allowed_origin })).toMatchObject({
    status: 400,
    code: 'invalid_request',
    field: 'allowed_origin',
    detail: expect.stringContaining('without a path and without *'),
  })
})

test('an allowed_origin with a trailing slash is taken without it', async ({ system, backend }) => {
  const { session_token } = await backend.mint({ allowed_origin: 'http://app.localhost:4400/' })
  expect(await new Browser(system).start(session_token)).toMatchObject({
    allowed_origin: 'http://app.localhost:4400',
  })
})

test.for([
  { allowed_origin: 'https://evil.example' },
  { return_url: 'https://evil.example/x' },
  { return_url: 'javascript:alert(1)' },
  { return_url: '/relative' },
])('an origin that is not registered: %o', async (request, { backend }) => {
  expect(await refusedMint(backend, request)).toMatchObject({
    code: 'invalid_request',
    field: Object.keys(request)[0],
  })
})

test('a name within a field that is too long', async ({ backend }) => {
  const name = 'x'.repeat(5000)
  expect(await refusedMint(backend, { required_scopes: { [name]: ['a'] } })).toMatchObject({
    code: 'invalid_request',
    detail: expect.stringContaining('<='),
  })
})

test.for([
  ['__proto__', '{"__proto__":{"principal":"app"}}'],
  ['required_scopes.__proto__', '{"required_scopes":{"__proto__":["read"]}}'],
  [
    'grant_policy.rules.0.__proto__',
    '{"grant_policy":{"rules":[{"type":"ttl","seconds":9,"__proto__":{}}]}}',
  ],
])('a member that no schema sees: %s', async ([field = '', members = ''], { backend }) => {
  const userToken = JSON.stringify(await backend.userToken())
  const body = `{"user_token":${userToken},${members.slice(1)}`
  const headers = { 'content-type': 'application/json' }
  const refused = await backend.ask('/sdk/oauth/connect/session', 'POST', { headers, body })
  expect(await problem(refused)).toMatchObject({ status: 400, code: 'invalid_request', field })
})

test('many such members deep inside cost no more than one, and no long path is echoed', async ({
  backend,
}) => {
  const depth = 2500
  const body = `{"metadata":${'['.repeat(depth)}${'{"__proto__":1},'.repeat(depth)}0${']'.repeat(depth)}}`
  const headers = { 'content-type': 'application/json' }
  const refused = await backend.ask('/sdk/oauth/connect/session', 'POST', { headers, body })
  expect(await problem(refused)).toMatchObject({
    status: 400,
    field: '__proto__',
    detail: '__proto__: there is no such field',
  })
})

test('a body that is nested deeper than the stack goes', async ({ backend }) => {
  const body = `{"metadata":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
  const headers = { 'content-type': 'application/json' }
  const refused = await backend.ask('/sdk/oauth/connect/session', 'POST', { headers, body })
  expect(await problem(refused)).toMatchObject({ status: 400, code: 'invalid_request' })
})

test('a field with a typo', async ({ backend }) => {
  const answer = await backend.post('/sdk/oauth/connect/session', { allowed_provider: ['google'] })
  expect(await problem(answer)).toMatchObject({ code: 'invalid_request', field: 'allowed_provider' })
})

describe('a provider', () => {
  test('that answers 500', async ({ system, backend }) => {
    system.provider.google.fault = 'error'
    expect(await connectGrace(system, backend)).toMatchObject({
      status: 'failed',
      error: 'provider_error',
      error_description: expect.stringContaining('Google'),
    })
  })

  test('that never answers', async ({ start }) => {
    const system = await start({ vault: { provider_timeout: 2 } })
    const backend = new Backend(system)
    system.provider.google.fault = 'hang'
    expect(await connectGrace(system, backend)).toMatchObject({
      status: 'failed',
      error: 'provider_unreachable',
      error_description: 'Google did not answer in time.',
    })
  })

  test('that answers with a page', async ({ system, backend }) => {
    system.provider.google.fault = 'garbage'
    expect(await connectGrace(system, backend)).toMatchObject({
      status: 'failed',
      error: 'provider_error',
      error_description: 'Google answered with something that is not OAuth.',
    })
  })

  test('that is down', async ({ ownSystem: system }) => {
    const backend = new Backend(system)
    await connectGoogle(backend)
    const { session_token, session_id } = await backend.mint({ allowed_providers: ['github'] })
    const browser = new Browser(system)
    await browser.start(session_token)
    const callback = await browser.consent(await browser.authorize(session_id, 'github'), {
      account: 'ghopper',
    })
    await system.provider.close()
    await browser.send(callback)
    expect(await browser.outcome(session_id)).toMatchObject({
      status: 'failed',
      error: 'provider_unreachable',
    })
    expect(await grantTable(system)).toMatchObject([{ status: 'active' }])
    // So that closing once more at the end finds a server.
    system.provider.close = () => Promise.resolve()
  })
})

test('consent denied', async ({ system, backend }) => {
  const outcome = await new Browser(system).connect(await backend.mint(), {
    account: 'grace@navy.example',
    deny: true,
  })
  expect(outcome).toMatchObject({ status: 'failed', error: 'access_denied' })
})

describe('a callback', () => {
  test('with a wrong state', async ({ system, backend }) => {
    const { browser, callback, sessionId } = await untilCallback(system, backend)
    const asked = tokenRequests(system)
    const forged = new URL(callback)
    forged.searchParams.set('state', 'x'.repeat(43))
    const answer = await browser.send(forged.href)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(/could not be matched[\s\S]*another window[\s\S]*connect again/)
    expect(tokenRequests(system)).toBe(asked)
    // The flow itself is untouched.
    await browser.send(callback)
    expect(await browser.outcome(sessionId)).toMatchObject({ status: 'completed' })
  })

  test('without a state', async ({ system, backend }) => {
    const { browser, callback } = await untilCallback(system, backend)
    const bare = new URL(callback)
    bare.searchParams.delete('state')
    expect((await browser.send(bare.href)).status).toBe(400)
  })

  test('replayed', async ({ system, backend }) => {
    const { browser, callback, sessionId } = await untilCallback(system, backend)
    await browser.send(callback)
    const asked = tokenRequests(system)
    const again = await browser.send(callback)
    expect(again.headers.get('location')).toBe(`${VAULT}/sdk/oauth/connect#outcome=${sessionId}`)
    expect(tokenRequests(system)).toBe(asked)
    expect(await browser.outcome(sessionId)).toMatchObject({ status: 'completed' })
  })

  test('twice at once is used once', async ({ system, backend }) => {
    const { browser, callback } = await untilCallback(system, backend)
    const asked = tokenRequests(system)
    await Promise.all([browser.send(callback), browser.send(callback)])
    expect(tokenRequests(system)).toBe(asked + 1)
  })

  test('from another browser', async ({ system, backend }) => {
    const { browser, callback, sessionId } = await untilCallback(system, backend)
    const asked = tokenRequests(system)
    expect((await new Browser(system).send(callback)).status).toBe(400)
    expect(tokenRequests(system)).toBe(asked)
    expect(await browser.outcome(sessionId)).toMatchObject({ status: 'authorizing' })
  })

  test('of another provider', async ({ system, backend }) => {
    const { browser, callback } = await untilCallback(system, backend)
    expect((await browser.send(callback.replace('/callback/google', '/callback/github'))).status).toBe(400)
  })

  test('in the name of another issuer', async ({ system, backend }) => {
    const { browser, callback, sessionId } = await untilCallback(system, backend)
    const mixedUp = new URL(callback)
    mixedUp.searchParams.set('iss', 'https://evil.example')
    await browser.send(mixedUp.href)
    expect(await browser.outcome(sessionId)).toMatchObject({
      status: 'failed',
      error: 'provider_error',
      error_description: 'Google answered in the name of another issuer.',
    })
  })
})

test('an address that does not exist', async ({ system }) => {
  expect(await problem(await system.vault.fetch(new Request(`${VAULT}/sdk/nothing`)))).toMatchObject({
    status: 404,
    code: 'not_found',
  })
})

test('a body that is too long', async ({ backend }) => {
  const answer = await backend.post('/sdk/oauth/connect/session', { account_hint: 'x'.repeat(100_000) })
  expect(await problem(answer)).toMatchObject({ status: 413, code: 'body_too_large' })
})

test("another user's grant does not exist", async ({ system, backend, grantId }) => {
  const grace = new Backend(system, 'grace')
  expect(await problem(await grace.ask(`/sdk/grants/${grantId}/revoke`, 'POST'))).toMatchObject({
    status: 404,
    code: 'grant_not_found',
  })
  expect(await problem(await grace.ask(`/sdk/grants/${grantId}/default`, 'PUT'))).toMatchObject({
    code: 'grant_not_found',
  })
  expect(await problem(await grace.calendar({ [HEADER.grant]: grantId }))).toMatchObject({
    code: 'grant_not_found',
  })
  expect(await problem(await grace.tryMint({ grant_id: grantId }))).toMatchObject({ code: 'grant_not_found' })
  expect(await problem(await grace.calendar())).toMatchObject({ code: 'grant_not_found', provider: 'google' })
  expect(await grace.grants()).toEqual([])
  expect(await json(await grace.ask('/sdk/grants?all=true'))).toMatchObject({ grants: [], total: 0 })
  expect(await json(await backend.calendar({ [HEADER.grant]: grantId }))).toBeDefined()
})
