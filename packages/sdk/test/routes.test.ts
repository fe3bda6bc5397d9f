import { HEADER, PROBLEM_STATUS } from '@alter/protocol'
import { Agent, alterRoutes, App, isAlterError, type AlterError, type RoutesOptions } from '@alter/sdk'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { API_KEY, grant, json, problem, startFakeVault } from './fake-vault.ts'

const ORIGIN = 'https://app.test'

function userToken() {
  return 'eyJ.ada'
}

function minted() {
  return json(
    {
      session_token: 'alter_cs_1_x',
      connect_url: 'http://v.test/#session=1',
      expires_in: 600,
      session_id: '1',
    },
    201,
  )
}

async function start(
  answer: Parameters<typeof startFakeVault>[0] = minted,
  options: Partial<RoutesOptions<undefined>> = {},
) {
  const vault = await startFakeVault(answer)
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => 'eyJ.of-the-getter' })
  return {
    vault,
    handle: alterRoutes({ app, origins: [ORIGIN, 'http://localhost:4400/'], userToken, ...options }),
  }
}

function request(
  method: string,
  path: string,
  { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
): Request {
  return new Request(`${ORIGIN}/api/alter${path}`, {
    method,
    headers: {
      ...(method === 'GET' ? {} : { origin: ORIGIN, 'content-type': 'application/json' }),
      ...headers,
    },
    body: body ?? null,
  })
}

describe('POST session', () => {
  test('mints for the user of the request and for the origin of its page', async () => {
    const { handle, vault } = await start()
    const body = JSON.stringify({ provider: 'google', grant_id: 'g1', account_hint: 'ada@work.example' })
    const response = await handle(request('POST', '/session', { body }))
    expect(response.status).toBe(201)
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.json()).toEqual({
      session_token: 'alter_cs_1_x',
      connect_url: 'http://v.test/#session=1',
      expires_in: 600,
      session_id: '1',
    })
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toEqual({
      user_token: 'eyJ.ada',
      allowed_origin: ORIGIN,
      allowed_providers: ['google'],
      grant_id: 'g1',
      account_hint: 'ada@work.example',
    })
  })

  test('takes where a full-page flow returns to, on the page’s own origin', async () => {
    const { handle, vault } = await start()
    const body = JSON.stringify({ return_url: `${ORIGIN}/settings?tab=2` })
    expect((await handle(request('POST', '/session', { body }))).status).toBe(201)
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({
      allowed_origin: ORIGIN,
      return_url: `${ORIGIN}/settings?tab=2`,
    })
  })

  test.each([
    ['no body', undefined],
    ['an empty object', '{}'],
  ])('takes %s for all providers', async (_, body) => {
    const { handle, vault } = await start()
    const response = await handle(request('POST', '/session', body === undefined ? {} : { body }))
    expect(response.status).toBe(201)
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toEqual({ user_token: 'eyJ.ada', allowed_origin: ORIGIN })
  })

  test.each([
    ['a field of another type', '{"provider":7}', 'provider'],
    ['an empty provider', '{"provider":""}', 'provider'],
    ['null for a provider', '{"provider":null}', 'provider'],
    ['a grant id that is a list', '{"grant_id":["g1"]}', 'grant_id'],
    ['a return URL elsewhere', '{"return_url":"https://evil.example/"}', 'return_url'],
    ['a return URL that is none', '{"return_url":"/settings"}', 'return_url'],
    ['a typo', '{"provder":"google"}', 'provder'],
    ["somebody else's user", '{"user_token":"eyJ.grace"}', 'user_token'],
    ['a list', '[]', undefined],
    ['no JSON', '{"provider":', undefined],
  ])('%s is a 400 that names the field', async (_, body, field) => {
    const { handle, vault } = await start()
    const response = await handle(request('POST', '/session', { body }))
    expect(response.status).toBe(400)
    const document: unknown = await response.json()
    expect(document).toMatchObject({ code: 'invalid_request', ...(field === undefined ? {} : { field }) })
    expect(document).toHaveProperty('detail', expect.stringContaining(field ?? 'The body is not'))
    expect(vault.asked).toEqual([])
  })

  test('W5: a body that drips is given up ten seconds after its first byte', async () => {
    const { handle, vault } = await start()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
    let drip: NodeJS.Timeout | undefined
    let stopped = false
    const dripping = new ReadableStream<Uint8Array>({
      start: (controller) => {
        drip = setInterval(() => controller.enqueue(new Uint8Array([0x20])), 1_000)
      },
      cancel: () => {
        stopped = true
        clearInterval(drip)
      },
    })
    const answer = handle(
      new Request(`${ORIGIN}/api/alter/session`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'application/json' },
        body: dripping,
        duplex: 'half',
      }),
    )
    await vi.advanceTimersByTimeAsync(10_500)
    const response = await answer
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('within 10 seconds') })
    expect(stopped).toBe(true)
    expect(vault.asked).toEqual([])
  })

  test('a body of many bytes is refused before it is read whole', async () => {
    const { handle, vault } = await start()
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(4_096))
      },
    })
    const headers = { origin: ORIGIN, 'content-type': 'application/json' }
    const long = new Request(`${ORIGIN}/api/alter/session`, {
      method: 'POST',
      headers,
      body: endless,
      duplex: 'half',
    })
    const response = await handle(long)
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'body_too_large' })
    expect(pulled).toBeLessThan(10)
    expect(vault.asked).toEqual([])
  })
})

describe('reading', () => {
  test('GET providers answers the catalog in the names of the wire', async () => {
    const provider = {
      id: 'google',
      name: 'Google',
      logo_url: 'http://v.test/g.svg',
      scopes: ['openid'],
      scope_labels: { openid: 'know who you are' },
      fields: [],
    }
    const { handle, vault } = await start(() => json({ providers: [provider] }))
    const response = await handle(request('GET', '/providers'))
    expect(await response.json()).toEqual({ providers: [provider] })
    expect(vault.asked[0]?.headers.get(HEADER.userToken)).toBe('eyJ.ada')
  })

  test("GET connections answers all of the user's grants, of every page", async () => {
    const all = [
      grant('g1'),
      { ...grant('g2'), account_display_name: 'Ada', expires_at: '2027-01-01T00:00:00Z' },
    ]
    const { handle, vault } = await start(({ query }) => {
      const offset = Number(query.offset)
      return json({ grants: all.slice(offset, offset + 1), total: 2, limit: 1, offset })
    })
    const response = await handle(request('GET', '/connections'))
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.json()).toEqual({ connections: all })
    expect(vault.asked.map(({ headers }) => headers.get(HEADER.userToken))).toEqual(['eyJ.ada', 'eyJ.ada'])
  })
})

describe("13.8 a browser gets the vault's document as it is, without what the protocol does not know", () => {
  const unknown = { internal_note: 'for backends alone' }
  const agent = { agent_id: 'a1', name: 'scout', display_name: 'Scout' }
  const delegation = {
    delegation_id: 'd1',
    grant_id: 'g1',
    provider: 'google',
    rules: [{ type: 'rate_limit', requests: 60, seconds: 60 }],
    created_at: '2026-11-22T10:00:00Z',
    expires_at: '2027-01-01T00:00:00Z',
    last_used_at: null,
  }
  const full = {
    ...grant('g1'),
    account_display_name: 'Ada',
    status: 'broken',
    ended_reason: 'Token has been revoked.',
    provider_revocation: 'failed',
    manage_url: 'https://plain.example/apps',
    learned: { realm: '42' },
    last_used_at: '2026-11-23T10:00:00Z',
    expires_at: '2027-01-01T00:00:00Z',
  }
  const shown = { ...full, delegations: [{ ...delegation, agent }] }
  const said = {
    ...full,
    ...unknown,
    delegations: [{ ...delegation, ...unknown, agent: { ...agent, ...unknown } }],
  }
  const provider = {
    id: 'shop',
    name: 'Shop',
    logo_url: 'http://v.test/s.svg',
    scopes: ['read'],
    scope_labels: { read: 'see your orders' },
    manage_url: 'https://plain.example/apps',
  }
  const field = { name: 'shop', label: 'Shop', placeholder: 'my-shop', pattern: '[a-z-]+' }
  const texts = { scope_labels: { read: 'Bestellungen sehen' }, field_labels: { shop: 'Laden' } }
  const revocation = { grant_id: 'g1', revoked_at: '2026-11-22T10:00:00Z', provider_revocation: 'done' }
  const ended = { grant_id: 'g1', delegations_revoked: 1 }
  const session = {
    session_token: 'alter_cs_1_x',
    connect_url: 'http://v.test/#session=1',
    expires_in: 600,
    session_id: '1',
  }

  test.each([
    ['POST', '/session', { ...session, ...unknown }, session],
    [
      'GET',
      '/providers',
      {
        ...unknown,
        providers: [
          {
            ...provider,
            ...unknown,
            api_hosts: ['shop.internal'],
            fields: [{ ...field, ...unknown }],
            localized: { de: { ...texts, ...unknown } },
          },
        ],
      },
      { providers: [{ ...provider, fields: [field], localized: { de: texts } }] },
    ],
    [
      'GET',
      '/connections',
      { ...unknown, grants: [said], total: 1, limit: 50, offset: 0 },
      { connections: [shown] },
    ],
    ['PUT', '/connections/g1/default', said, shown],
    ['DELETE', '/connections/g1', { ...revocation, ...unknown }, revocation],
    ['DELETE', '/connections/g1/agents/a1', { ...ended, ...unknown }, ended],
  ])('%s %s', async (method, path, document, body) => {
    const { handle } = await start(() => json(document))
    expect(await (await handle(request(method, path))).json()).toEqual(body)
  })
})

describe('changing', () => {
  test('PUT connections/:id/default answers the grant, as the user of the request', async () => {
    const { handle, vault } = await start(() => json({ ...grant('g1'), is_default: true }))
    const response = await handle(request('PUT', '/connections/g1/default'))
    expect(await response.json()).toEqual({ ...grant('g1'), is_default: true })
    expect(vault.asked[0]).toMatchObject({ method: 'PUT', path: '/sdk/grants/g1/default' })
    expect(vault.asked[0]?.headers.get(HEADER.userToken)).toBe('eyJ.ada')
  })

  test('DELETE connections/:id revokes as the user of the request', async () => {
    const revocation = {
      grant_id: 'g1',
      revoked_at: '2026-11-22T10:00:00Z',
      provider_revocation: 'not_supported',
      manage_url: 'https://plain.example/apps',
    }
    const { handle, vault } = await start(() => json(revocation))
    const response = await handle(request('DELETE', '/connections/g1', { body: '{}' }))
    expect(await response.json()).toEqual(revocation)
    expect(vault.asked[0]).toMatchObject({ method: 'POST', path: '/sdk/grants/g1/revoke' })
    expect(vault.asked[0]?.headers.get(HEADER.userToken)).toBe('eyJ.ada')
  })

  test('a body with fields where none is read is a 400', async () => {
    const { handle, vault } = await start()
    const response = await handle(request('DELETE', '/connections/g1', { body: '{"all":true}' }))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_request', field: 'all' })
    expect(vault.asked).toEqual([])
  })
})

describe('who may', () => {
  const mutations = [
    ['POST', '/session'],
    ['PUT', '/connections/g1/default'],
    ['DELETE', '/connections/g1'],
  ] as const
  const all = [...mutations, ['GET', '/providers'], ['GET', '/connections']] as const

  test.each(all)('%s %s without a user is 401 and reaches no vault', async (method, path) => {
    for (const nobody of [null, undefined, '', Promise.resolve(null)]) {
      const { handle, vault } = await start(minted, { userToken: () => nobody })
      const response = await handle(request(method, path))
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'user_token_required' })
      expect(vault.asked).toEqual([])
    }
  })

  test.each(mutations)('%s %s needs a listed Origin', async (method, path) => {
    const { handle, vault } = await start()
    for (const origin of [
      'https://evil.test',
      'null',
      'https://app.test.evil.test',
      'http://app.test',
      `${ORIGIN}/`,
    ]) {
      const response = await handle(request(method, path, { headers: { origin } }))
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({
        code: 'origin_not_allowed',
        detail: expect.stringContaining(origin),
      })
    }
    const without = new Request(`${ORIGIN}/api/alter${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
    })
    expect((await handle(without)).status).toBe(403)
    expect(vault.asked).toEqual([])
  })

  test.each(mutations)('%s %s needs application/json, which no form can send', async (method, path) => {
    const { handle, vault } = await start()
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      const response = await handle(request(method, path, { headers: { 'content-type': type } }))
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 'invalid_request', field: 'content-type' })
    }
    expect(vault.asked).toEqual([])
  })

  test('a listed origin may be written with its slash, and a content type with its charset', async () => {
    const { handle } = await start()
    const headers = { origin: 'http://localhost:4400', 'content-type': 'Application/JSON; charset=utf-8' }
    const response = await handle(request('POST', '/session', { headers }))
    expect(response.status).toBe(201)
  })

  test('the user is asked for with the request itself', async () => {
    const cookies: (string | null)[] = []
    function readCookie(asked: Request) {
      cookies.push(asked.headers.get('cookie'))
      return 'eyJ.ada'
    }
    const { handle } = await start(minted, { userToken: readCookie })
    await handle(request('POST', '/session', { headers: { cookie: 'sid=1' } }))
    expect(cookies).toEqual(['sid=1'])
  })

  test('a bad origin does not even ask who the user is', async () => {
    let asked = 0
    const { handle } = await start(minted, { userToken: () => `eyJ.${(asked += 1)}` })
    await handle(request('POST', '/session', { headers: { origin: 'https://evil.test' } }))
    expect(asked).toBe(0)
  })
})

describe('where', () => {
  test.each([
    ['an unknown route', 'GET', '/nothing', 404],
    ['the base itself', 'GET', '', 404],
    ['a route with a slash too many', 'POST', '/session//', 404],
    ['an id that is none', 'DELETE', '/connections/..%2Fusers', 404],
  ])('%s is a 404 problem', async (_, method, path, status) => {
    const { handle, vault } = await start()
    const response = await handle(request(method, path))
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      type: 'about:blank',
      title: 'Not Found',
      status,
      code: 'not_found',
    })
    expect(vault.asked).toEqual([])
  })

  test.each([
    ['GET', '/session', 'POST'],
    ['POST', '/providers', 'GET'],
    ['DELETE', '/connections', 'GET'],
    ['GET', '/connections/g1', 'DELETE'],
    ['POST', '/connections/g1/default', 'PUT'],
    ['OPTIONS', '/session', 'POST'],
  ])('%s %s is 405 and allows %s', async (method, path, allow) => {
    const { handle } = await start()
    const response = await handle(request(method, path))
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe(allow)
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' })
  })

  test('a path outside the base is a 404, also one that only begins like it', async () => {
    const { handle } = await start()
    for (const path of ['/', '/api/alternative/session', '/session']) {
      const response = await handle(new Request(ORIGIN + path))
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ detail: expect.stringContaining('/api/alter') })
    }
  })

  test.each(['/backend', '/backend/'])('basePath %s moves the routes', async (basePath) => {
    const { handle } = await start(() => json({ providers: [] }), { basePath })
    expect((await handle(new Request(`${ORIGIN}/backend/providers`))).status).toBe(200)
    expect((await handle(request('GET', '/providers'))).status).toBe(404)
  })
})

describe('errors', () => {
  test.each([
    ['unknown_provider', { field: 'allowed_providers' }],
    ['invalid_user_token', {}],
    ['grant_not_found', { provider: 'google' }],
    ['grant_revoked', { grant_id: 'g1' }],
  ] as const)("the vault's %s reaches the browser as it is", async (code, details) => {
    const { handle } = await start(() => problem(code, details))
    const response = await handle(request('POST', '/session'))
    expect(response.status).toBe(PROBLEM_STATUS[code])
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      code,
      detail: `About ${code}.`,
      request_id: 'req_7',
      ...details,
    })
  })

  test("the backend's own trouble is a 500 that does not sign the user out", async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
    onTestFinished(() => logged.mockRestore())
    const { handle } = await start(() => problem('invalid_api_key'))
    const response = await handle(request('POST', '/session'))
    expect(logged).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'invalid_api_key' }))
    expect(response.status).toBe(500)
    expect(await response.json()).toMatchObject({
      code: 'internal_error',
      detail: expect.stringContaining('API key'),
    })
  })

  test('onError receives each of them, for the log', async () => {
    const received: [AlterError, string][] = []
    function onError(error: AlterError, { url }: Request) {
      return received.push([error, url])
    }
    const { handle } = await start(() => problem('invalid_api_key'), { onError })
    await handle(request('POST', '/session'))
    expect(received).toHaveLength(1)
    expect(isAlterError(received[0]?.[0], 'invalid_api_key')).toBe(true)
    expect(received[0]?.[1]).toBe(`${ORIGIN}/api/alter/session`)
  })

  test("an error of the app's own callback goes to the app", async () => {
    const broken = new RangeError('the session store is down')
    const { handle } = await start(minted, {
      userToken: () => {
        throw broken
      },
    })
    await expect(handle(request('GET', '/providers'))).rejects.toBe(broken)
  })
})

describe('options', () => {
  const app = new App({ apiKey: API_KEY })

  test.each([
    ['no app', { origins: [ORIGIN], userToken }, /app is missing/],
    [
      'an app that is none',
      { app: { createConnectSession: minted }, origins: [ORIGIN], userToken },
      /app is not an App/,
    ],
    ['no origins', { app, userToken }, /origins is missing/],
    ['an empty list of origins', { app, origins: [], userToken }, /origins is missing/],
    [
      'an origin with a path',
      { app, origins: [ORIGIN, `${ORIGIN}/x`], userToken },
      /origins\[1\] is not an origin/,
    ],
    ['every origin', { app, origins: ['*'], userToken }, /origins\[0\]/],
    ['an origin without a scheme', { app, origins: ['app.test'], userToken }, /origins\[0\]/],
    ['no user', { app, origins: [ORIGIN] }, /userToken is missing/],
    ['a base without a slash', { app, origins: [ORIGIN], userToken, basePath: 'api' }, /basePath/],
  ])('%s is a TypeError at once', (_, options, message) => {
    function build(): unknown {
      return Reflect.apply(alterRoutes, undefined, [options])
    }
    expect(build).toThrow(TypeError)
    expect(build).toThrow(message)
  })
})

test('14.4 the error says that a body was read before the routes', async () => {
  const { handle } = await start()
  const read = request('POST', '/session', { body: '{}' })
  await read.json()
  await expect(handle(read)).rejects.toThrow(
    /^The body of this request was read before alterRoutes: mount alterRoutes/,
  )
})

describe('an app whose methods were replaced', () => {
  const PLAIN = { apiKey: API_KEY }
  class Audited extends App {
    override async revokeGrant(...call: Parameters<App['revokeGrant']>) {
      return super.revokeGrant(...call)
    }
  }
  const mocked = new App(PLAIN)
  vi.spyOn(mocked, 'grants')

  test.each([
    ['by a subclass', new Audited(PLAIN), /^revokeGrant of this app was replaced, but alterRoutes does not/],
    ['by a mock', mocked, /^grants of this app was replaced/],
  ])('%s is refused at once, not passed over in silence', (_, app, message) => {
    expect(() => alterRoutes({ app, origins: [ORIGIN], userToken })).toThrow(message)
  })

  test('a subclass with methods of its own is an App like any other', () => {
    class Ours extends App {
      calendars() {
        return this.request('GET', 'https://api.test/', { provider: 'google' })
      }
    }
    expect(alterRoutes({ app: new Ours(PLAIN), origins: [ORIGIN], userToken })).toBeTypeOf('function')
  })

  test('an agent is not an App', () => {
    const app: unknown = new Agent({ apiKey: 'alter_key_agent_5f1c2ab94d0e7788' })
    function build(): unknown {
      return Reflect.apply(alterRoutes, undefined, [{ app, origins: [ORIGIN], userToken }])
    }
    expect(build).toThrow(/app is not an App/)
  })
})

describe('16.3 agents that pages may name', () => {
  const body = JSON.stringify({ provider: 'google', agent: 'scout' })

  test('one that is listed is asked for, with what the backend lets it do', async () => {
    const rules = [{ type: 'rate_limit' as const, requests: 60, seconds: 60 }]
    const { handle, vault } = await start(minted, { agents: { scout: { rules, maxTtlSeconds: 3600 } } })
    expect((await handle(request('POST', '/session', { body }))).status).toBe(201)
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({
      agent: 'scout',
      agent_policy: { rules, max_ttl_seconds: 3600 },
    })
  })

  test.each([
    ['none is listed', {}],
    ['another is', { agents: { other: {} } }],
  ])('if %s, a page cannot name an agent', async (_name, options) => {
    const { handle, vault } = await start(minted, options)
    const response = await handle(request('POST', '/session', { body }))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_request', field: 'agent' })
    expect(vault.asked).toHaveLength(0)
  })

  test('a page sets no limits of its own', async () => {
    const { handle } = await start(minted, { agents: { scout: {} } })
    const wish = JSON.stringify({ provider: 'google', agent: 'scout', agent_policy: {} })
    const response = await handle(request('POST', '/session', { body: wish }))
    expect(await response.json()).toMatchObject({ code: 'invalid_request', field: 'agent_policy' })
  })

  test('a mistake in the list is named', () => {
    const app = new App({ apiKey: API_KEY, baseUrl: 'http://localhost:1' })
    const agents: RoutesOptions['agents'] = JSON.parse('{"scout":true}')
    expect(() => alterRoutes({ app, origins: [ORIGIN], userToken, agents })).toThrow("agents['scout']")
  })

  test('DELETE connections/:id/agents/:agent takes an account from an agent', async () => {
    const { handle, vault } = await start(() => json({ grant_id: 'g1', delegations_revoked: 1 }))
    const response = await handle(request('DELETE', '/connections/g1/agents/a1'))
    expect(await response.json()).toEqual({ grant_id: 'g1', delegations_revoked: 1 })
    expect(vault.asked[0]).toMatchObject({
      path: '/sdk/grants/g1/delegations/revoke',
      body: '{"agent_id":"a1"}',
    })
  })
})
