import { createServer, request as httpRequest } from 'node:http'
import { App } from '@alter/sdk'
import { alterRoutes } from '@alter/sdk/express'
import express5, {
  type NextFunction,
  type Request as ExpressRequest,
  type Response as ExpressResponse,
} from 'express'
import express4 from 'express4'
import { describe, expect, onTestFinished, test } from 'vitest'
import { API_KEY, MINTED, json, startFakeVault, type FakeVault } from './fake-vault.ts'
import { listen } from './listen.ts'

const ORIGIN = 'https://app.test'

type Server = ReturnType<typeof express5>

const headers = { origin: ORIGIN, 'content-type': 'application/json', cookie: 'sid=ada' }

function mint(url: string, body: string) {
  return fetch(url, { method: 'POST', headers, body })
}

function userToken(request: Request) {
  return `eyJ.${request.headers.get('cookie')?.slice(4)}`
}

function userOf(_: Request, req: ExpressRequest & { user?: string }) {
  return req.user
}

/** As programs for Express read them. */
const READERS: [string, (req: Request & ExpressRequest) => string | undefined][] = [
  ['headers.cookie', (req) => req.headers.cookie?.slice(4)],
  ["headers.get('cookie')", (req) => req.headers.get('cookie')?.slice(4)],
  ['cookies.sid', (req) => req.cookies.sid],
  ['originalUrl', (req) => req.originalUrl.split('/')[1]],
]

describe.each([
  ['Express 5', express5],
  ['Express 4', express4],
])('mounted in %s', (_, express) => {
  async function start(
    mount: (server: Server, app: App) => void,
  ): Promise<{ url: string; vault: FakeVault; port: number }> {
    const vault = await startFakeVault(() => json(MINTED, 201))
    const server = express()
    mount(server, new App({ apiKey: API_KEY, baseUrl: vault.url }))
    const http = createServer(server)
    const port = await listen(http)
    onTestFinished(() => {
      http.closeAllConnections()
      http.close()
    })
    return { url: `http://127.0.0.1:${port}`, vault, port }
  }

  test.each(READERS)('14.6 the request of userToken reads like its own: %s', async (__, read) => {
    const { url, vault } = await start((server, app) => {
      server.use((req, ___, next) => {
        Object.assign(req, { cookies: { sid: 'ada' } })
        next()
      })
      server.use(
        '/api/alter',
        alterRoutes({
          app,
          origins: [ORIGIN],
          userToken: (req: Request & ExpressRequest) => `eyJ.${read(req)}`,
        }),
      )
    })
    expect((await mint(`${url}/api/alter/session`, '{}')).status).toBe(201)
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({
      user_token: expect.stringMatching(/^eyJ\.(ada|api)$/),
    })
  })

  test.each([
    ['with no body parser', []],
    ['after express.json()', [express.json()]],
    ['after express.json() of another type', [express.json({ type: 'application/vnd.api+json' })]],
    ['after express.raw()', [express.raw({ type: '*/*' })]],
    ['after express.text()', [express.text({ type: '*/*' })]],
  ])('%s it reads the body', async (__, parsers) => {
    const { url, vault } = await start((server, app) => {
      for (const parser of parsers) server.use(parser)
      server.use('/api/alter', alterRoutes({ app, origins: [ORIGIN], userToken }))
    })
    const response = await mint(`${url}/api/alter/session`, '{"provider":"google"}')
    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('private, no-store')
    expect(await response.json()).toEqual(MINTED)
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({
      user_token: 'eyJ.ada',
      allowed_providers: ['google'],
    })
  })

  test.each([[[]], [[express.json()]]])('an empty body is an empty object', async (parsers) => {
    const { url } = await start((server, app) => {
      for (const parser of parsers) server.use(parser)
      server.use('/api/alter', alterRoutes({ app, origins: [ORIGIN], userToken }))
    })
    expect((await fetch(`${url}/api/alter/session`, { method: 'POST', headers })).status).toBe(201)
  })

  test('it answers where it is mounted, however deep', async () => {
    const { url } = await start((server, app) => {
      const router = express.Router()
      router.use('/deep', alterRoutes({ app, origins: [ORIGIN], userToken }))
      server.use('/v1', router)
    })
    expect((await mint(`${url}/v1/deep/session`, '{}')).status).toBe(201)
    const lost = await mint(`${url}/v1/deep/nothing`, '{}')
    expect([lost.status, lost.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  })

  test('mounted at the root it answers below /api/alter and leaves the rest, bodies unread, to others', async () => {
    const { url } = await start((server, app) => {
      server.use(alterRoutes({ app, origins: [ORIGIN], userToken }))
      server.use(express.json())
      server.use((req: ExpressRequest, res: ExpressResponse) => void res.json({ other: req.body }))
    })
    expect((await mint(`${url}/api/alter/session`, '{}')).status).toBe(201)
    for (const path of ['/other', '/api/alternative/session', '/api/alters/session', '/']) {
      expect(await (await mint(url + path, '{"a":1}')).json()).toEqual({ other: { a: 1 } })
    }
  })

  test("it hands Express's request to userToken", async () => {
    const { url, vault } = await start((server, app) => {
      server.use((req: ExpressRequest, ___: ExpressResponse, next: NextFunction) => {
        Object.assign(req, { user: 'eyJ.passport' })
        next()
      })
      server.use('/api/alter', alterRoutes({ app, origins: [ORIGIN], userToken: userOf }))
    })
    await mint(`${url}/api/alter/session`, '{}')
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({ user_token: 'eyJ.passport' })
  })

  test('a path that looks like a host, and a Host that is none, stay a path on this machine', async () => {
    const { port } = await start((server, app) => {
      server.use('/api/alter', alterRoutes({ app, origins: [ORIGIN], userToken }))
      server.use((___: ExpressRequest, res: ExpressResponse) => void res.send('other'))
    })
    function status(path: string, host: string) {
      return new Promise<number | undefined>((resolve, reject) => {
        const sent = httpRequest({ port, path, headers: { host }, agent: false }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
        sent.on('error', reject)
        sent.end()
      })
    }
    expect(await status('/api/alter/nothing', 'bad host:x')).toBe(404)
    expect(await status('//api/alter/session', '127.0.0.1')).toBe(200)
  })
})
