import type { AppConfig, ProviderConfig } from '@alter/vault'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { Backend, Browser, json, ORIGIN, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let server: PlainServer
let elsewhere: PlainServer
let system: System | undefined
beforeEach(async () => {
  server = await startPlainServer()
  elsewhere = await startPlainServer()
  for (const { answers } of [server, elsewhere]) {
    answers['/token'] = () => ({ body: { access_token: 'one', token_type: 'bearer', refresh_token: 'two' } })
    answers['/account'] = () => ({ body: { id: 7, username: 'ada' } })
    answers['/revoke'] = () => ({ body: {} })
  }
})
afterEach(async () => {
  await system?.close()
  await server.close()
  await elsewhere.close()
})

function at({ origin, host }: PlainServer, client_id = 'me'): ProviderConfig {
  return {
    client_id,
    client_secret: 'secret',
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    userinfo_endpoint: `${origin}/account`,
    revocation_endpoint: `${origin}/revoke`,
    api_hosts: [host],
  }
}

/** One account connected by two apps; the first one revokes it. */
async function revokeBesides(id: string, provider: ProviderConfig): Promise<void> {
  const apiKey = `alter_key_app_${'b'.repeat(43)}`
  const first = await startSystem({
    app: { providers: { plain: at(server) } },
    vault: { allow_private_network: true },
  })
  const [app] = first.config.apps ?? []
  if (!app) throw new Error('no app')
  const second: AppConfig = {
    ...app,
    id: 'second',
    api_key: apiKey,
    origins: [ORIGIN],
    providers: { [id]: provider },
  }
  first.config.apps?.push(second)
  const vault = await first.secondVault()
  system = first
  const both = { ...first, vault }
  const backend = new Backend(both)
  const grant = await connect(backend, 'plain')
  await connect(new Backend({ ...both, apiKey }), id)
  await json(await backend.post(`/sdk/grants/${grant}/revoke`, {}))
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

function revocations(): number {
  return server.requests.filter(({ path }) => path === '/revoke').length
}

test("W21: another app's server of the same provider id keeps no token alive", async () => {
  await revokeBesides('plain', at(elsewhere))
  expect(revocations()).toBeGreaterThan(0)
})

test("W21: another app's client of the same server keeps no token alive", async () => {
  await revokeBesides('plain', at(server, 'another'))
  expect(revocations()).toBeGreaterThan(0)
})

test("W21: an issuer by another app's word makes its server no other than its token endpoint says", async () => {
  await revokeBesides('plain', { ...at(elsewhere), issuer: server.origin, openid: false })
  expect(revocations()).toBeGreaterThan(0)
})

test.each(['plain', 'named-otherwise'])(
  'W21: a grant of the same client and server, called %s, keeps its authorization',
  async (id) => {
    await revokeBesides(id, at(server))
    expect(revocations()).toBe(0)
  },
)
