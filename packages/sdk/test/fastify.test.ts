import { Readable } from 'node:stream'
import { App } from '@alter/sdk'
import { alterRoutes, type RoutesOptions } from '@alter/sdk/fastify'
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { API_KEY, MINTED, json, startFakeVault, type FakeVault } from './fake-vault.ts'

const ORIGIN = 'https://app.test'

async function start(
  mount: (server: FastifyInstance, options: RoutesOptions<FastifyRequest>) => void,
): Promise<{ url: string; vault: FakeVault }> {
  const vault = await startFakeVault(() => json(MINTED, 201))
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url })
  const server = fastify()
  mount(server, {
    app,
    origins: [ORIGIN],
    userToken: (_, request) => `eyJ.${String(request.headers['x-user'])}`,
  })
  onTestFinished(() => server.close())
  return { url: await server.listen({ host: '127.0.0.1', port: 0 }), vault }
}

function post(url: string, body: string) {
  return fetch(url, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', 'x-user': 'ada', connection: 'close' },
    body,
  })
}

describe('registered in Fastify', () => {
  test('answers below its prefix, however deep', async () => {
    const { url } = await start((server, options) => {
      server.register(
        async (scope) => {
          scope.register(alterRoutes(options), { prefix: '/deep' })
        },
        { prefix: '/v1' },
      )
    })
    expect((await post(`${url}/v1/deep/session`, '{}')).status).toBe(201)
    const lost = await post(`${url}/v1/deep/nothing`, '{}')
    expect([lost.status, lost.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
  })

  test("hands Fastify's request to userToken, after the app's hooks", async () => {
    const { url, vault } = await start((server, options) => {
      server.addHook('onRequest', async (request) => {
        request.headers['x-user'] = 'of-the-hook'
      })
      server.register(alterRoutes(options))
    })
    await post(`${url}/api/alter/session`, '{}')
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({ user_token: 'eyJ.of-the-hook' })
  })

  test("leaves the app's own body parsers as they are", async () => {
    const { url } = await start((server, options) => {
      server.register(alterRoutes(options))
      server.post('/other', async (request) => ({ other: request.body }))
    })
    expect(await (await post(`${url}/other`, '{"a":1}')).json()).toEqual({ other: { a: 1 } })
  })

  test('a body that the app has unpacked is read as it was unpacked', async () => {
    const { url, vault } = await start((server, options) => {
      server.addHook('preParsing', async (_, __, payload) => {
        payload.resume()
        return Object.assign(Readable.from([Buffer.from('{"provider":"github"}')]), {
          receivedEncodedLength: 9,
        })
      })
      server.register(alterRoutes(options))
    })
    expect((await post(`${url}/api/alter/session`, '{}')).status).toBe(201)
    expect(JSON.parse(vault.asked[0]?.body ?? '')).toMatchObject({ allowed_providers: ['github'] })
  })
})
