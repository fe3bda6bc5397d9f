import { App } from '@alter/sdk'
import { alterRoutes } from '@alter/sdk/hono'
import { serve } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { describe, expect, onTestFinished, test } from 'vitest'
import { API_KEY, MINTED, json, startFakeVault, type FakeVault } from './fake-vault.ts'

const ORIGIN = 'https://app.test'

async function start(mount: (hono: Hono, app: App) => void): Promise<{ url: string; vault: FakeVault }> {
  const vault = await startFakeVault(() => json(MINTED, 201))
  const hono = new Hono()
  mount(hono, new App({ apiKey: API_KEY, baseUrl: vault.url }))
  const port = await new Promise<number>((resolve) => {
    const server = serve({ fetch: hono.fetch, port: 0, hostname: '127.0.0.1' }, (info) => resolve(info.port))
    onTestFinished(() => void server.close())
  })
  return { url: `http://127.0.0.1:${port}`, vault }
}

function mint(url: string, body: object) {
  return fetch(url, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', cookie: 'sid=ada', connection: 'close' },
    body: JSON.stringify(body),
  })
}

function userToken(request: Request) {
  return `eyJ.${request.headers.get('cookie')?.slice(4)}`
}

describe('mounted in Hono', () => {
  test('answers after middleware that has read the body', async () => {
    const { url, vault } = await start((hono, app) => {
      hono.use(async (c, next) => {
        await c.req.json()
        await next()
      })
      hono.all('/api/alter/*', alterRoutes({ app, origins: [ORIGIN], userToken }))
    })
    const response = await mint(`${url}/api/alter/session`, { provider: 'google' })
    expect(response.status).toBe(201)
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({ allowed_providers: ['google'] })
  })

  test("hands Hono's context to userToken", async () => {
    const { url, vault } = await start((hono, app) => {
      const routes = alterRoutes({
        app,
        origins: [ORIGIN],
        userToken: (_, c: Context) => c.req.header('x-user') ?? 'eyJ.context',
      })
      hono.all('/api/alter/*', routes)
    })
    await mint(`${url}/api/alter/session`, {})
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({ user_token: 'eyJ.context' })
  })

  test('says where it is when mounted wrongly', async () => {
    const { url } = await start((hono, app) => {
      hono.all('/lost/*', alterRoutes({ app, origins: [ORIGIN], userToken }))
    })
    const lost = await mint(`${url}/lost/session`, {})
    expect(lost.status).toBe(404)
    expect(await lost.json()).toMatchObject({
      code: 'not_found',
      detail: expect.stringContaining('/api/alter'),
    })
  })
})
