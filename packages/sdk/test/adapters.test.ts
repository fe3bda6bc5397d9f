import { once } from 'node:events'
import { createServer, request as openRequest, type RequestListener, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { alterRoutes as forExpress } from '@alter/sdk/express'
import { alterRoutes as forFastify } from '@alter/sdk/fastify'
import { alterRoutes as forHono } from '@alter/sdk/hono'
import { alterRoutes as forNext } from '@alter/sdk/next'
import { alterRoutes, App, type RoutesApp } from '@alter/sdk'
import { getRequestListener } from '@hono/node-server'
import express5 from 'express'
import express4 from 'express4'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import { API_KEY, MINTED, grant, json, problem, startFakeVault, type Asked } from './fake-vault.ts'
import { listen } from './listen.ts'
import { startNextRoute } from './next-route.ts'

const ORIGIN = 'https://app.test'
const DOWN = 'the session store is down'

/** What every adapter is given alike; the user's JWT comes from the web request's cookie. */
interface Options {
  app: RoutesApp
  origins: string[]
  userToken: (request: Request) => string | undefined
  basePath?: string
}

/** Mounts the routes in a real framework and answers Node's listener of it. */
type Mount = (options: Options) => RequestListener | Promise<RequestListener>

function inExpress(express: typeof express5): Mount {
  return (options) => {
    const server = express()
    server.use(express.json())
    server.use(forExpress(options))
    server.use(
      (error: Error, _: unknown, res: express5.Response, __: unknown) =>
        void res.status(503).send(error.message),
    )
    return server
  }
}

const inFastify: Mount = async (options) => {
  const server = fastify()
  server.setErrorHandler((error: Error, _, reply) => reply.code(503).send(error.message))
  await server.register(forFastify(options))
  await server.ready()
  return (req, res) => server.routing(req, res)
}

function listener(answer: (request: Request) => Response | Promise<Response>): RequestListener {
  const handle = getRequestListener(answer, { overrideGlobalObjects: false, errorHandler: failed })
  return (req, res) => void handle(req, res)
}

function failed(error: unknown) {
  return new Response(error instanceof Error ? error.message : '', { status: 503 })
}

const inHono: Mount = (options) => {
  const hono = new Hono()
  hono.onError((error, c) => c.text(error.message, 503))
  hono.all(`${options.basePath?.replace(/\/$/, '') ?? '/api/alter'}/*`, forHono(options))
  return listener((request) => hono.fetch(request))
}

const inNext: Mount = async (options) => {
  const handle = await startNextRoute(forNext(options))
  return listener((request) => handle(request, new URL(request.url).pathname.split('/').slice(3)))
}

const alone: Mount = (options) => listener(alterRoutes(options))

/** The vault's answers to what these routes ask. */
function answer({ method, path }: Asked): Response {
  if (path.endsWith('/session')) return json(MINTED, 201)
  if (path.endsWith('/providers')) return json({ providers: [] })
  if (path === '/sdk/grants') return json({ grants: [grant('g1')], total: 1, limit: 50, offset: 0 })
  if (path.endsWith('/default') && method === 'PUT') return json({ ...grant('g1'), is_default: true })
  if (path.endsWith('/revoke')) return json({ grant_id: 'g1', revoked_at: '2026-11-22T10:00:00Z' })
  return problem('not_found')
}

/** Sent by hand: `fetch` writes no such request line. */
async function sendLine(url: string, method: string, path: string) {
  const sent = openRequest(url, { method, path, headers: { cookie: 'sid=ada' } })
  sent.end()
  const [response] = await once(sent, 'response')
  return { status: response.statusCode, body: await text(response) }
}

const PAGE = { origin: ORIGIN, 'content-type': 'application/json', cookie: 'sid=ada' }

describe.each<[string, Mount]>([
  ['Express 5', inExpress(express5)],
  ['Express 4', inExpress(express4)],
  ['Fastify', inFastify],
  ['Hono', inHono],
  ['Next', inNext],
  ['a web-standard server', alone],
])('the routes in %s', (_, mount) => {
  async function start(more: Partial<Options> = {}) {
    const vault = await startFakeVault(answer)
    const server = createServer(
      await mount({
        app: new App({ apiKey: API_KEY, baseUrl: vault.url }),
        origins: [ORIGIN],
        userToken: (request) => {
          const user = request.headers.get('cookie')?.slice(4)
          if (user === 'broken') throw new RangeError(DOWN)
          return user && `eyJ.${user}`
        },
        ...more,
      }),
    )
    const url = `http://127.0.0.1:${await listen(server)}`
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    function ask(method: string, path: string, init: RequestInit = {}) {
      return fetch(url + path, { method, headers: PAGE, ...init })
    }
    return { ask, url, vault }
  }

  test('mint a session for the user of the request and the origin of its page', async () => {
    const { ask, vault } = await start()
    const response = await ask('POST', '/api/alter/session?x=1', { body: '{"provider":"google"}' })
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.json()).toEqual(MINTED)
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toEqual({
      user_token: 'eyJ.ada',
      allowed_providers: ['google'],
      allowed_origin: ORIGIN,
    })
  })

  test('list, prefer and disconnect, with no body or an empty object', async () => {
    const { ask } = await start()
    expect(await (await ask('GET', '/api/alter/providers')).json()).toEqual({ providers: [] })
    expect(await (await ask('GET', '/api/alter/connections')).json()).toEqual({ connections: [grant('g1')] })
    for (const init of [{}, { body: '{}' }]) {
      const preferred = await ask('PUT', '/api/alter/connections/g1/default', init)
      expect(await preferred.json()).toEqual({ ...grant('g1'), is_default: true })
      const ended = await ask('DELETE', '/api/alter/connections/g1', init)
      expect(await ended.json()).toEqual({ grant_id: 'g1', revoked_at: '2026-11-22T10:00:00Z' })
    }
  })

  test.each<[string, string, string, RequestInit, number, string]>([
    ['another method', 'GET', 'session', {}, 405, 'method_not_allowed'],
    ['another path', 'GET', 'nothing', {}, 404, 'not_found'],
    ['nobody signed in', 'POST', 'session', { headers: { ...PAGE, cookie: '' } }, 401, 'user_token_required'],
    [
      'another origin',
      'POST',
      'session',
      { headers: { ...PAGE, origin: 'https://evil.test' } },
      403,
      'origin_not_allowed',
    ],
    [
      "a form's content type",
      'POST',
      'session',
      { headers: { ...PAGE, 'content-type': 'text/plain' }, body: '{}' },
      400,
      'invalid_request',
    ],
    ['an unknown field', 'POST', 'session', { body: '{"porvider":"google"}' }, 400, 'invalid_request'],
    ['a list for a body', 'POST', 'session', { body: '[]' }, 400, 'invalid_request'],
  ])('refuse %s', async (__, method, path, init, status, code) => {
    const { ask, vault } = await start()
    const response = await ask(method, `/api/alter/${path}`, init)
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ code })
    expect(vault.asked).toEqual([])
  })

  test('refuse a method that no route takes', async () => {
    const { ask } = await start()
    expect((await ask('PATCH', '/api/alter/session', { body: '{}' })).status).toBe(405)
  })

  test('take a whole address in the request line, as proxies write it', async () => {
    const { url } = await start()
    const answered = await sendLine(url, 'GET', 'http://elsewhere.test/api/alter/providers?x=1')
    expect(answered).toEqual({ status: 200, body: '{"providers":[]}' })
  })

  test('12.15: ignore one slash at the end, of any route', async () => {
    const { ask } = await start()
    async function of(method: string, path: string): Promise<[number, unknown]> {
      const response = await ask(method, path, method === 'GET' ? {} : { body: '{}' })
      return [response.status, await response.json()]
    }
    for (const [method, path] of [
      ['POST', 'session'],
      ['GET', 'providers'],
      ['GET', 'connections'],
      ['PUT', 'connections/g1/default'],
      ['DELETE', 'connections/g1'],
      ['GET', 'session'],
    ] as const) {
      const plain = await of(method, `/api/alter/${path}`)
      expect(plain[0]).toBeLessThan(410)
      expect(await of(method, `/api/alter/${path}/`)).toEqual(plain)
      expect(await of(method, `/api/alter/${path}/?x=1/`)).toEqual(plain)
      expect((await of(method, `/api/alter/${path}//`))[0]).toBe(404)
    }
  })

  test('12.15: ignore the slash at the end of basePath too', async () => {
    const { ask } = await start({ basePath: '/v1/alter/' })
    expect((await ask('POST', '/v1/alter/session/', { body: '{}' })).status).toBe(201)
  })

  test('answer below basePath', async () => {
    const { ask } = await start({ basePath: '/v1/alter' })
    expect((await ask('POST', '/v1/alter/session', { body: '{}' })).status).toBe(201)
  })

  test("leave what userToken throws to the framework's error handler", async () => {
    const { ask } = await start()
    const response = await ask('GET', '/api/alter/connections', { headers: { cookie: 'sid=broken' } })
    expect([response.status, await response.text()]).toEqual([503, DOWN])
  })
})

test.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('a guard of %s for a path sees what the routes see', async (_, express) => {
  const app = new App({ apiKey: API_KEY, baseUrl: 'http://localhost:1' })
  const guarded = express()
  guarded.use('/api/alter', (__: unknown, res: ServerResponse) => void res.writeHead(403).end('guarded'))
  guarded.use(forExpress({ app, origins: [ORIGIN], userToken: () => 'eyJ.ada' }))
  const server = createServer(guarded)
  const port = await listen(server)
  onTestFinished(() => server.close().closeAllConnections())
  async function statusOf(target: string): Promise<number> {
    return (await sendLine(`http://127.0.0.1:${port}`, 'GET', target)).status
  }
  expect(await statusOf('http://elsewhere.test/api/alter/providers')).toBe(403)
  for (const path of [
    '/x/../api/alter/providers',
    '/%2e%2e/api/alter/providers',
    '/x/..\\api/alter/providers',
  ]) {
    expect(await statusOf(path), path).toBe(404)
    expect(await statusOf(`http://elsewhere.test${path}`), path).toBe(404)
  }
})

// Next itself answers it.
test.each<[string, Mount]>([
  ['Express 5', inExpress(express5)],
  ['Express 4', inExpress(express4)],
  ['Fastify', inFastify],
  ['Hono', inHono],
  ['a web-standard server', alone],
])('TRACE is no fault of the backend in %s', async (_, mount) => {
  const app = new App({ apiKey: API_KEY, baseUrl: 'http://localhost:1' })
  const server = createServer(await mount({ app, origins: [ORIGIN], userToken: () => 'eyJ.ada' }))
  const port = await listen(server)
  onTestFinished(() => server.close().closeAllConnections())
  const answered = await sendLine(`http://127.0.0.1:${port}`, 'TRACE', '/api/alter/providers')
  expect(answered).toMatchObject({ status: 405, body: expect.stringContaining('method_not_allowed') })
})

test.each<[string, (request: Request, options: Options) => Response | Promise<Response>]>([
  ['Hono', (request, options) => new Hono().all('*', forHono(options)).fetch(request)],
  ['Next', (request, options) => forNext(options).POST(request, {})],
  ['a web-standard server', (request, options) => alterRoutes(options)(request)],
  [
    'Express',
    async ({ url }, options) => {
      const server = createServer(express5().use(forExpress(options)))
      const port = await listen(server)
      onTestFinished(() => server.close().closeAllConnections())
      return fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`, { method: 'POST' })
    },
  ],
])('12.15: %s says so where a base path in front is not stripped', async (_, ask) => {
  const vault = await startFakeVault(answer)
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
  const options = { app, origins: [ORIGIN], userToken: () => 'eyJ.ada' }
  for (const path of ['session', 'session/', 'connections/g1/default']) {
    const url = `${ORIGIN}/docs/api/alter/${path}`
    const lost = await ask(new Request(url, { method: 'POST' }), options)
    expect(lost.status).toBe(404)
    expect(await lost.json()).toMatchObject({
      code: 'not_found',
      detail:
        `There is nothing at /docs/api/alter/${path}: the routes are below /api/alter. ` +
        "If they should be there, pass basePath: '/docs/api/alter'.",
    })
  }
  expect(vault.asked).toEqual([])
})
