import { createServer } from 'node:http'
import { alterRoutes, App } from '@alter/sdk'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, onTestFinished, test } from 'vitest'
import { API_KEY, json, MINTED, startFakeVault } from './fake-vault.ts'
import { listen } from './listen.ts'

const PAGE = 'https://app.example.com'
const STRANGER = 'https://evil.example.com'

async function start(
  cors: boolean | undefined,
): Promise<(path: string, init: RequestInit) => Promise<Response>> {
  const vault = await startFakeVault(({ path }) =>
    path.endsWith('/providers') ? json({ providers: [] }) : json(MINTED, 201),
  )
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
  const routes = alterRoutes({
    app,
    origins: [PAGE, 'https://www.example.com'],
    cors,
    userToken: (request) => (request.headers.get('cookie') === 'sid=ada' ? 'eyJ.ada' : null),
  })
  const server = createServer(getRequestListener(routes, { overrideGlobalObjects: false }))
  const port = await listen(server)
  onTestFinished(() => server.close().closeAllConnections())
  return (path, init) => fetch(`http://127.0.0.1:${port}/api/alter/${path}`, init)
}

function preflight(origin: string): RequestInit {
  return {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  }
}

function mint(origin: string, cookie = 'sid=ada'): RequestInit {
  return { method: 'POST', headers: { origin, cookie, 'content-type': 'application/json' }, body: '{}' }
}

function sharing({ headers }: Response): (string | null)[] {
  return ['access-control-allow-origin', 'access-control-allow-credentials'].map((name) => headers.get(name))
}

describe('14.9 cors: true', () => {
  test('answers the preflight of a listed origin, for it alone', async () => {
    const call = await start(true)
    const response = await call('session', preflight(PAGE))
    expect([response.status, ...sharing(response)]).toEqual([204, PAGE, 'true'])
    expect(response.headers.get('access-control-allow-methods')).toContain('DELETE')
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type')
    expect(response.headers.get('vary')).toContain('Origin')
    expect(response.headers.get('access-control-max-age')).toBe('600')
  })

  test('lets a listed origin read what it asked for, refusals too', async () => {
    const call = await start(true)
    const minted = await call('session', mint(PAGE))
    expect([minted.status, ...sharing(minted)]).toEqual([201, PAGE, 'true'])
    const refused = await call('session', mint(PAGE, ''))
    expect([refused.status, ...sharing(refused)]).toEqual([401, PAGE, 'true'])
    const lost = await call('nothing', { headers: { origin: PAGE } })
    expect([lost.status, ...sharing(lost)]).toEqual([404, PAGE, 'true'])
    for (const { headers } of [minted, refused, lost]) expect(headers.get('vary')).toContain('Origin')
  })

  test.each([STRANGER, 'null', 'https://app.example.com.evil.example'])(
    'tells %s nothing',
    async (origin) => {
      const call = await start(true)
      const inits: RequestInit[] = [
        preflight(origin),
        mint(origin),
        { headers: { origin, cookie: 'sid=ada' } },
      ]
      for (const init of inits) {
        const response = await call(init.method === undefined ? 'providers' : 'session', init)
        expect(sharing(response)).toEqual([null, null])
        expect(response.headers.get('vary')).toContain('Origin')
      }
      expect((await call('session', mint(origin))).status).toBe(403)
    },
  )

  test('never answers with a star', async () => {
    const call = await start(true)
    for (const origin of [PAGE, STRANGER]) {
      const response = await call('session', preflight(origin))
      expect([...response.headers.values()]).not.toContain('*')
    }
  })
})

test.each([undefined, false])('14.9 cors: %s leaves other origins outside', async (cors) => {
  const call = await start(cors)
  const response = await call('session', preflight(PAGE))
  expect([response.status, ...sharing(response)]).toEqual([405, null, null])
  expect(sharing(await call('session', mint(PAGE)))).toEqual([null, null])
})

test('cors that is no boolean is refused', () => {
  const options = { app: new App({ apiKey: API_KEY }), origins: [PAGE], userToken: () => null }
  expect(() => Reflect.apply(alterRoutes, undefined, [{ ...options, cors: '*' }])).toThrow(
    /cors is not a boolean/,
  )
})
