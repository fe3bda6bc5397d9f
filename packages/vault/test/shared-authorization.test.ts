/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import type { ProviderConfig } from '@alter/vault'
import { expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { plainProvider } from './plain-flow.ts'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { Backend, Browser, json } from './system.ts'

function at(server: PlainServer, client_id = 'me'): ProviderConfig {
  const revocation_endpoint = `${server.origin}/revoke`
  return plainProvider(server, { client_id, revocation_endpoint, scopes: [] })
}

const test = ownVaultTest()
  .extend('server', ({ plain }) => answering(plain))
  .extend('elsewhere', async ({}, { onCleanup }) => {
    const server = await startPlainServer()
    onCleanup(() => server.close())
    return answering(server)
  })
  /** One account connected by two apps; the first one revokes it. */
  .extend('revokeBesides', ({ start, server }) => {
    return async (id: string, provider: ProviderConfig): Promise<void> => {
      const apiKey = `alter_key_app_${'b'.repeat(43)}`
      const system = await start({
        app: { providers: { plain: at(server) } },
        vault: { allow_private_network: true },
        also: (app) => [{ ...app, id: 'second', api_key: apiKey, providers: { [id]: provider } }],
      })
      const backend = new Backend(system)
      const grant = await connect(backend, 'plain')
      await connect(new Backend({ ...system, apiKey }), id)
      await json(await backend.post(`/sdk/grants/${grant}/revoke`, {}))
    }
  })
  .extend('revocations', ({ server }) => {
    return () => server.requests.filter(({ path }) => path === '/revoke').length
  })

function answering(server: PlainServer): PlainServer {
  server.answers = {
    '/token': () => ({ body: { access_token: 'one', token_type: 'bearer', refresh_token: 'two' } }),
    '/account': () => ({ body: { id: 7, username: 'ada' } }),
    '/revoke': () => ({ body: {} }),
  }
  return server
}

async function connect(backend: Backend, provider: string): Promise<string> {
  const { session_id, session_token } = await backend.mint({
    allowed_providers: [provider],
    principal: 'app',
  })
  const browser = new Browser(backend.system)
  await browser.start(session_token)
  const state = new URL(await browser.authorize(session_id, provider)).searchParams.get('state') ?? ''
  await browser.send(`/sdk/oauth/callback/${provider}?code=the-code&state=${encodeURIComponent(state)}`)
  const [grant] = (await browser.outcome(session_id)).grants
  if (!grant) throw new Error('nothing was connected')
  return grant.grant_id
}

test("W21: another app's server of the same provider id keeps no token alive", async ({
  elsewhere,
  revokeBesides,
  revocations,
}) => {
  await revokeBesides('plain', at(elsewhere))
  expect(revocations()).toBeGreaterThan(0)
})

test("W21: another app's client of the same server keeps no token alive", async ({
  server,
  revokeBesides,
  revocations,
}) => {
  await revokeBesides('plain', at(server, 'another'))
  expect(revocations()).toBeGreaterThan(0)
})

test("W21: an issuer by another app's word makes its server no other than its token endpoint says", async ({
  server,
  elsewhere,
  revokeBesides,
  revocations,
}) => {
  await revokeBesides('plain', { ...at(elsewhere), issuer: server.origin, openid: false })
  expect(revocations()).toBeGreaterThan(0)
})

test.for(['plain', 'named-otherwise'])(
  'W21: a grant of the same client and server, called %s, keeps its authorization',
  async (id, { server, revokeBesides, revocations }) => {
    await revokeBesides(id, at(server))
    expect(revocations()).toBe(0)
  },
)
