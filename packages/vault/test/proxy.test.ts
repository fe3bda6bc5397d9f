/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { EventEmitter, once } from 'node:events'
import type { IncomingMessage, RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { HEADER } from '@alter/protocol'
import { describe, expect, onTestFinished } from 'vitest'
import { createVault, type VaultConfig } from '@alter/vault'
import { vaultTest } from './fixtures.ts'
import { listen } from './server.ts'
import { Backend, CALENDAR, connectGoogle, json, problem, startSystem, type System } from './system.ts'

/** An API that answers what a test says, and remembers what it was asked. */
interface Api {
  host: string
  url: string
  requests: IncomingMessage[]
  answer: RequestListener
  /** As it was at the start. */
  reset(): void
  close(): Promise<void>
}

const answerEmpty: RequestListener = (_request, response) => void response.end('{}')

async function startApi(): Promise<Api> {
  const server = await listen((request, response) => {
    started.requests.push(request)
    started.answer(request, response)
  })
  const host = `localhost:${server.port}`
  const started: Api = {
    host,
    url: `http://${host}/v1`,
    requests: [],
    answer: answerEmpty,
    reset() {
      started.requests = []
      started.answer = answerEmpty
    },
    close: () => server.close(),
  }
  return started
}

/** A system whose vault may call the API and one address where nobody is. */
async function startCalling({ host }: Api): Promise<System> {
  const system = await startSystem({
    google: { api_hosts: [host, 'other.localhost:1', '127.0.0.2:80', 'api.example'] },
  })
  // The allowed networks are known once the servers run.
  system.config.allow_private_network = [new URL(system.provider.origin).host, host, 'other.localhost:1']
  system.vault = await system.secondVault()
  return system
}

/** The same user at another vault of the system, whose configuration differs. */
async function atVaultWith({ system, user }: Backend, change: Partial<VaultConfig>): Promise<Backend> {
  const { config } = system
  const before = { ...config }
  Object.assign(config, change)
  const vault = await system.secondVault()
  Object.assign(config, before)
  return new Backend({ ...system, vault }, user)
}

/** A system of the test's own, with a user who has an account. */
async function startOwn(api: Api): Promise<Backend> {
  const system = await startCalling(api)
  onTestFinished(() => system.close())
  const backend = new Backend(system)
  await connectGoogle(backend)
  return backend
}

interface OfFile {
  server: Api
  system: System
  /** A user with an account, which every test leaves as it is. */
  regular: Backend
}

interface OfTest {
  api: Api
  /** A user with an account, both of this test. */
  own: Backend
}

const test = vaultTest().extend<{ $file: OfFile; $test: OfTest }>({
  server: [
    async ({}, use) => {
      const server = await startApi()
      await use(server)
      await server.close()
    },
    { scope: 'file' },
  ],
  system: [
    async ({ server }, use) => {
      const system = await startCalling(server)
      await use(system)
      await system.close()
    },
    { scope: 'file' },
  ],
  regular: [
    async ({ system }, use) => {
      const backend = new Backend(system)
      await connectGoogle(backend)
      await use(backend)
    },
    { scope: 'file' },
  ],
  api: async ({ server }, use) => {
    server.reset()
    await use(server)
  },
  own: async ({ system, user }, use) => {
    const backend = new Backend(system, user)
    await connectGoogle(backend)
    await use(backend)
  },
})

/** Refuses the first request's token, and no other. */
function refuseFirst(api: Api): void {
  api.answer = (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(api.requests.length === 1 ? 401 : 200).end('{}')
    })
  }
}

describe('headers', () => {
  test('the credential is added, and what is not the provider’s business is removed', async ({
    api,
    regular: backend,
  }) => {
    await backend.call(api.url, {
      accept: 'application/json',
      'x-goog-user-project': 'one',
      authorization: 'Bearer of-the-caller',
      cookie: 'a=b',
      'proxy-authorization': 'Basic x',
      'x-amz-security-token': 'x',
      'proxy-connection': 'keep-alive',
      trailer: 'x-checksum',
      host: 'vault.localhost',
      forwarded: 'for=1.2.3.4',
      'x-forwarded-for': '1.2.3.4',
      'x-forwarded-host': 'x',
      [HEADER.reason]: 'a%20reason',
    })
    const [asked] = api.requests
    const { authorization, ...headers } = asked?.headers ?? {}
    expect(authorization).toMatch(/^Bearer [\w-]{20,}$/)
    expect(headers).toEqual({
      host: api.host,
      connection: 'keep-alive',
      accept: 'application/json',
      'x-goog-user-project': 'one',
    })
  })

  test('a header named in Connection goes no further', async ({ api, regular: backend }) => {
    await backend.call(api.url, {
      connection: 'x-secret',
      'x-secret': 'one',
      'x-other': 'two',
      [HEADER.pass]: 'x-secret,x-other',
    })
    expect(api.requests[0]?.headers).not.toHaveProperty('x-secret')
    expect(api.requests[0]?.headers).toHaveProperty('x-other')
  })

  test('W16: only headers on the list or named by the caller reach the provider', async ({
    api,
    regular: backend,
  }) => {
    const gateway = ['x-real-ip', 'cf-access-client-secret', 'x-amzn-oidc-accesstoken', 'x-unknown-gateway']
    const sent = Object.fromEntries(gateway.map((name) => [name, 's3cret']))
    await backend.call(api.url, { ...sent, 'x-wanted': 'yes', [HEADER.pass]: 'x-wanted, X-Real-IP' })
    expect(api.requests[0]?.headers).toHaveProperty('x-wanted', 'yes')
    for (const name of gateway) expect(api.requests[0]?.headers).not.toHaveProperty(name)
  })

  test('W16: the lists of the catalog and of the operator need no naming, and allow nothing that is forbidden', async ({
    api,
    regular: backend,
  }) => {
    const { config } = backend.system
    const [app] = config.apps
    const google = app?.providers['google']
    if (!app || !google) throw new Error('no app')
    const tenant = { ...google, request_headers: ['X-Tenant'] }
    const listing = await atVaultWith(backend, { apps: [{ ...app, providers: { google: tenant } }] })
    const listed = { 'x-tenant': 'one', 'x-goog-user-project': 'two', 'if-match': '"3"' }
    await listing.call(api.url, { ...listed, 'x-other': 'four', 'cf-access-client-secret': 's3cret' })
    expect(api.requests.at(-1)?.headers).toMatchObject(listed)
    expect(api.requests.at(-1)?.headers).not.toHaveProperty('x-other')
    for (const name of [
      'X-Real-IP',
      'cf-access-client-secret',
      'x-alter-anything',
      'cookie',
      'authorization',
    ]) {
      const providers = { google: { ...google, request_headers: [name] } }
      const failed = createVault({ ...config, apps: [{ ...app, providers }] })
      await expect(failed, name).rejects.toThrow('is never passed on to a provider')
    }
  })

  test('of the answer: what commands a browser, a cache or a server on the way is removed', async ({
    api,
    regular: backend,
  }) => {
    const commands = [
      'strict-transport-security',
      'service-worker-allowed',
      'nel',
      'report-to',
      'set-login',
      'access-control-allow-origin',
      'access-control-allow-credentials',
      'x-accel-redirect',
      'x-accel-expires',
      'x-sendfile',
      'x-lighttpd-send-file',
      'x-reproxy-url',
      'x-reproxy-file',
      'x-lighttpd-send-tempfile',
      'x-litespeed-tag',
      'x-litespeed-purge',
      'x-envoy-immediate-health-check-fail',
      'fly-replay',
      'fly-replay-cache',
      'cache-tag',
      'edge-cache-tag',
      'cache-tags',
      'xkey',
      'surrogate-control',
      'cdn-cache-control',
      'cloudflare-cdn-cache-control',
    ]
    api.answer = (_request, response) => {
      response.writeHead(200, {
        'x-request-id': 'one',
        ...Object.fromEntries(commands.map((name) => [name, 'x'])),
      })
      response.end('hello')
    }
    const { headers } = await backend.call(api.url)
    expect(headers.get('x-request-id')).toBe('one')
    for (const name of commands) expect(headers.has(name), name).toBe(false)
  })

  test('of the answer: cookies, forged marks and hop-by-hop ones are removed', async ({
    api,
    regular: backend,
  }) => {
    api.answer = (_request, response) => {
      response.writeHead(200, {
        'content-type': 'text/plain',
        etag: '"1"',
        link: ['<a>; rel=next', '<b>; rel=prev'],
        'set-cookie': 'a=b',
        'clear-site-data': '"*"',
        'alt-svc': 'h3=":443"',
        'set-cookie2': 'a=b',
        'proxy-authenticate': 'Basic',
        connection: 'x-hop',
        'x-hop': 'x',
        'x-alter-upstream': '0',
        'x-alter-anything': 'x',
      })
      response.end('hello')
    }
    const { headers } = await backend.call(api.url)
    expect(headers.get(HEADER.upstream)).toBe('1')
    expect(headers.get('etag')).toBe('"1"')
    expect(headers.get('link')).toBe('<a>; rel=next, <b>; rel=prev')
    for (const name of [
      'set-cookie',
      'clear-site-data',
      'alt-svc',
      'set-cookie2',
      'proxy-authenticate',
      'connection',
      'x-hop',
      'x-alter-anything',
      'keep-alive',
      'transfer-encoding',
    ]) {
      expect(headers.has(name), name).toBe(false)
    }
    expect(headers.get('cache-control')).toBe('private, no-store')
  })
})

describe('hosts', () => {
  test.for([
    'https://evil.example/x',
    'http://localhost/x',
    'http://other.localhost:2/x',
    'http://evil-other.localhost:1/x',
    'http://evil.other.localhost:1/x',
    'http://other.localhost.evil.example:1/x',
    'https://evil-api.example/',
    'https://api.example.evil.example/',
    'https://api.example:8443/',
    'https://api.example./',
    'https://user:secret@www.googleapis.com/',
    'http://127.0.0.1:80/',
  ])('not on the list: %s', async (url, { api, regular: backend }) => {
    expect(await problem(await backend.call(url))).toMatchObject({
      status: 403,
      code: 'host_not_allowed',
      detail: expect.stringContaining('may not receive this token'),
    })
    expect(api.requests).toEqual([])
  })

  test('on the list, but over plain http', async ({ regular: backend }) => {
    expect(await problem(await backend.call('http://api.example/x'))).toMatchObject({
      code: 'host_not_allowed',
      host: 'api.example',
      detail: 'api.example may not receive this token over http: it must be https, except on localhost.',
    })
  })

  test('14.5: not on the list, where http is as good as https', async ({ regular: backend }) => {
    const { detail } = await problem(await backend.call('http://localhost:1/x'))
    expect(detail).toMatch(/^localhost:1 may not receive this token; allowed: /)
    expect(detail).not.toContain('https')
  })

  test.for(['user:secret@', 'user@', ':secret@'])(
    'on the list, but behind %s',
    async (credentials, { api, regular: backend }) => {
      const url = api.url.replace('http://', `http://${credentials}`)
      expect(await problem(await backend.call(url))).toMatchObject({ code: 'host_not_allowed' })
      expect(api.requests).toEqual([])
    },
  )

  test('on the list, but at an address the vault may not call', async ({ regular: backend }) => {
    expect(await problem(await backend.call('http://127.0.0.2:80/x'))).toMatchObject({
      code: 'host_not_allowed',
      host: '127.0.0.2',
      detail: expect.stringContaining('allow_private_network'),
    })
  })

  test.for(['file:///etc/passwd', 'not a url', '/relative'])(
    'not an http URL: %s',
    async (url, { regular: backend }) => {
      expect(await problem(await backend.call(url))).toMatchObject({
        code: 'invalid_request',
        field: 'x-alter-url',
      })
    },
  )

  test('on the list, but nothing answers', async ({ regular: backend }) => {
    expect(await problem(await backend.call('http://other.localhost:1/x'))).toMatchObject({
      status: 502,
      code: 'provider_unreachable',
    })
  })

  test('that never answers', async ({ api, regular: backend }) => {
    api.answer = () => {}
    const impatient = await atVaultWith(backend, { provider_timeout: 1 })
    expect(await problem(await impatient.call(api.url))).toMatchObject({
      status: 504,
      code: 'provider_timeout',
    })
  })
})

describe('12.10: a query reaches the provider as it is written', () => {
  test.for([
    '/v1?accounts=List(urn%3Ali%3A1)&q=1+2',
    '/v1?a=x%20y&b=&c&a=%7E~*!(%2f%2F)&sig=a%2Bb%3D%3D',
    '/v1?',
    '/v1?&&',
    '/v1',
    '/v1/%2e%2E%20/a;b=1,2?x=%u00e9',
  ])('%s', async (path, { api, regular: backend }) => {
    await backend.call(`http://${api.host}${path}#fragment`)
    const parsed = new URL(path, 'http://localhost').href.slice('http://localhost'.length)
    expect(api.requests.map(({ url }) => url)).toEqual([parsed])
  })

  test('over a redirect too', async ({ api, regular: backend }) => {
    api.answer = ({ url }, response) =>
      void (url === '/v1'
        ? response.writeHead(302, { location: '/v2?a=List(1%3A2)+3&#x' }).end()
        : response.end())
    await backend.call(api.url)
    expect(api.requests.map(({ url }) => url)).toEqual(['/v1', '/v2?a=List(1%3A2)+3&'])
  })
})

describe('redirects', () => {
  test('are followed with the token while they stay on the list', async ({ api, regular: backend }) => {
    api.answer = ({ url }, response) =>
      void (url === '/v1' ? response.writeHead(302, { location: '/v2' }).end() : response.end('"moved"'))
    expect(await json(await backend.call(api.url))).toBe('moved')
    expect(api.requests.map(({ url }) => url)).toEqual(['/v1', '/v2'])
    expect(api.requests[1]?.headers.authorization).toBe(api.requests[0]?.headers.authorization)
  })

  test('that leave the list are handed back', async ({ api, regular: backend }) => {
    api.answer = (_request, response) =>
      void response.writeHead(302, { location: 'https://evil.example/' }).end()
    const answer = await backend.call(api.url)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('https://evil.example/')
  })

  test('without an end are handed back after five', async ({ api, regular: backend }) => {
    api.answer = (_request, response) => void response.writeHead(302, { location: '/v1' }).end()
    expect((await backend.call(api.url)).status).toBe(302)
    expect(api.requests).toHaveLength(6)
  })

  test('of a POST are handed back', async ({ api, regular: backend }) => {
    api.answer = (_request, response) => void response.writeHead(307, { location: '/v2' }).end()
    expect((await backend.call(api.url, {}, { method: 'POST', body: 'x' })).status).toBe(307)
  })
})

describe('bodies', () => {
  test('an upload and its answer stream', async ({ api, regular: backend }) => {
    const firstChunkSeen = new EventEmitter()
    const seen = once(firstChunkSeen, 'seen')
    api.answer = (request, response) => {
      response.write('first ')
      request.pipe(response)
      firstChunkSeen.emit('seen')
    }
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(Buffer.from('second '))
        await seen
        controller.enqueue(Buffer.from('third'))
        controller.close()
      },
    })
    const answer = await backend.call(api.url, {}, { method: 'PUT', body, duplex: 'half' })
    expect(await answer.text()).toBe('first second third')
  })

  test('an upload of known length over a megabyte is not kept', async ({ api, regular: backend }) => {
    const large = Buffer.alloc(1_500_000, 'x')
    let got = 0
    api.answer = (request, response) => {
      request.on('data', (chunk: Buffer) => (got += chunk.length)).on('end', () => response.end('{}'))
    }
    const headers = { 'content-length': String(large.length) }
    const answer = await backend.call(api.url, headers, { method: 'POST', body: large })
    expect([answer.status, got]).toEqual([200, large.length])
  })

  test('an encoded answer passes undecoded', async ({ api, regular: backend }) => {
    const bytes = gzipSync('hello')
    api.answer = (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes)
    const answer = await backend.call(api.url, { 'accept-encoding': 'gzip' })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  })

  test.for([204, 304])('a %i has none', async (status, { api, regular: backend }) => {
    api.answer = (_request, response) => void response.writeHead(status).end()
    const answer = await backend.call(api.url)
    expect([answer.status, await answer.text()]).toEqual([status, ''])
  })

  test('HEAD keeps the headers', async ({ api, regular: backend }) => {
    api.answer = (_request, response) => void response.writeHead(200, { 'content-length': '7' }).end()
    const answer = await backend.call(api.url, {}, { method: 'HEAD' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe('7')
    expect(api.requests[0]?.method).toBe('HEAD')
  })

  test('the provider’s own errors are handed on', async ({ api, regular: backend }) => {
    api.answer = (_request, response) =>
      void response.writeHead(418, { 'content-type': 'text/plain' }).end('teapot')
    const answer = await backend.call(api.url)
    expect([answer.status, await answer.text(), answer.headers.get(HEADER.upstream)]).toEqual([
      418,
      'teapot',
      '1',
    ])
  })
})

describe('a 401', () => {
  test('is answered with a fresh token once, a small body sent again', async ({ api, own: backend }) => {
    refuseFirst(api)
    const answer = await backend.call(api.url, { 'content-length': '5' }, { method: 'POST', body: 'hello' })
    expect(answer.status).toBe(200)
    const [first, second] = api.requests.map(({ headers }) => headers.authorization)
    expect(second).not.toBe(first)
  })

  test('twice is handed on', async ({ api, own: backend }) => {
    api.answer = (_request, response) => void response.writeHead(401).end()
    expect((await backend.call(api.url)).status).toBe(401)
    expect(api.requests).toHaveLength(2)
  })

  test('to a grant that was revoked meanwhile is refused as that', async ({ api, own: backend }) => {
    const [grant] = await backend.grants()
    api.answer = async (_request, response) => {
      await backend.ask(`/sdk/grants/${grant?.grant_id}/revoke`, 'POST')
      response.writeHead(401).end()
    }
    expect(await problem(await backend.call(api.url))).toMatchObject({ status: 410, code: 'grant_revoked' })
    expect(api.requests).toHaveLength(1)
  })

  test('to a streamed body is handed on', async ({ api, own: backend }) => {
    refuseFirst(api)
    const body = new ReadableStream({
      start: (controller) => (controller.enqueue(Buffer.from('x')), controller.close()),
    })
    expect((await backend.call(api.url, {}, { method: 'POST', body, duplex: 'half' })).status).toBe(401)
    expect(api.requests).toHaveLength(1)
  })
})

describe('scopes', () => {
  test('that the provider misses are scope_reauth_required', async ({ api, own: backend }) => {
    api.answer = (_request, response) =>
      void response.writeHead(403, { 'www-authenticate': 'Bearer error="insufficient_scope"' }).end()
    expect(await problem(await backend.call(api.url))).toMatchObject({
      status: 403,
      code: 'scope_reauth_required',
    })
  })

  test('that the app added later are listed as missing, and refused before the call with strict_scopes', async ({
    api,
  }) => {
    const added = 'https://www.googleapis.com/auth/gmail.readonly'
    const connected = await startOwn(api)
    const [app] = connected.system.config.apps
    const google = app?.providers['google']
    if (!google) throw new Error('no google')
    google.scopes = [CALENDAR, added]
    google.strict_scopes = true
    const backend = await atVaultWith(connected, {})
    expect(await backend.grants()).toMatchObject([{ missing_scopes: [added] }])
    expect(await problem(await backend.call(api.url))).toMatchObject({
      code: 'scope_reauth_required',
      missing_scopes: [added],
    })
    expect(api.requests).toEqual([])
    await connectGoogle(backend)
    expect((await backend.call(api.url)).status).toBe(200)
  })
})

test('what is missing in a call is named', async ({ api, regular: backend }) => {
  expect(await problem(await backend.ask('/sdk/proxy'))).toMatchObject({
    code: 'invalid_request',
    field: 'x-alter-url',
  })
  const noProvider = await backend.ask('/sdk/proxy', 'GET', { headers: { [HEADER.url]: api.url } })
  expect(await problem(noProvider)).toMatchObject({ code: 'invalid_request', field: 'x-alter-provider' })
  expect(await problem(await backend.call(api.url, { [HEADER.account]: '%zz' }))).toMatchObject({
    field: 'x-alter-account',
  })
  expect(await problem(await backend.call(api.url, { [HEADER.userToken]: '' }))).toMatchObject({
    code: 'invalid_user_token',
  })
})

test('each use leaves an audit row, with the reason and without the query', async ({ api, own: backend }) => {
  await backend.call(`${api.url}?secret=1`, { [HEADER.reason]: 'to%20plan%20the%20day' })
  await backend.call('https://evil.example/?secret=1')
  expect(await backend.grants()).toMatchObject([{ last_used_at: expect.stringMatching(/^\d{4}-/) }])
  const rows = await backend.system.database<object>(
    `select action, outcome, reason, detail, provider from audit
     where action = 'use' and user_id = (select id from users where subject = ?) order by at`,
    backend.user,
  )
  expect(rows).toEqual([
    {
      action: 'use',
      outcome: 'ok',
      reason: 'to plan the day',
      detail: `GET ${api.host} 200`,
      provider: 'google',
    },
    { action: 'use', outcome: 'denied', reason: null, detail: 'host_not_allowed', provider: 'google' },
  ])
})
