import type { PageSession } from '@alter/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { custom } from '../src/providers/custom.ts'
import { learnValues } from '../src/providers/fill.ts'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { Backend, Browser, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let server: PlainServer
let system: System
beforeEach(async () => {
  server = await startPlainServer()
  server.answers['/token'] = () => ({ body: { access_token: 'one', token_type: 'bearer' } })
  const plain = {
    client_id: 'me',
    client_secret: 'secret',
    authorization_endpoint: `${server.origin}/authorize`,
    token_endpoint: `${server.origin}/token`,
    userinfo_endpoint: `${server.origin}/account`,
    api_hosts: [server.host],
  }
  system = await startSystem({ app: { providers: { plain } }, vault: { allow_private_network: true } })
})
afterEach(async () => {
  await system.close()
  await server.close()
})

async function connect(account: unknown): Promise<PageSession> {
  server.answers['/account'] = () => ({ body: account })
  const { session_id, session_token } = await new Backend(system).mint({ allowed_providers: ['plain'] })
  const browser = new Browser(system)
  await browser.start(session_token)
  const state = new URL(await browser.authorize(session_id, 'plain')).searchParams.get('state') ?? ''
  await browser.send(`/sdk/oauth/callback/plain?code=the-code&state=${encodeURIComponent(state)}`)
  return browser.outcome(session_id)
}

test('W15: the labels of an account are one line of at most 200 characters', async () => {
  const long = `a\u202e\n\u0000${'b'.repeat(5000)}`
  await connect({ id: 7, username: long, name: long, email: `${'c'.repeat(5000)}@plain.example` })
  const [grant] = await system.database<Record<string, string>>('select * from grants')
  expect(grant?.['account_identifier']).toHaveLength(200)
  expect(grant?.['account_display_name']).toMatch(/^a b{198}$/)
  expect(grant?.['account_email']).toBeNull()
})

test.each([
  ['longer than 255 characters', 'x'.repeat(256)],
  ['with a control character', 'x\u0000y'],
])('W15: an account id %s is refused, not cut', async (_name, id) => {
  expect(await connect({ id, username: 'ada' })).toMatchObject({
    status: 'failed',
    error: 'provider_misconfigured',
  })
  expect(await system.database('select id from grants')).toEqual([])
})

test('W15: an account id of 255 characters is kept whole', async () => {
  const id = 'x'.repeat(255)
  await connect({ id, username: 'ada' })
  expect(await system.database('select account_id from grants')).toEqual([{ account_id: id }])
})

test('W15: at most 200 scopes of at most 256 characters are kept', async () => {
  const scopes = Array.from({ length: 5000 }, (_, index) => `scope-${index}`)
  const scope = ['y'.repeat(257), 'z'.repeat(256), 'nul\u0000', ...scopes].join(' ')
  server.answers['/token'] = () => ({ body: { access_token: 'one', token_type: 'bearer', scope } })
  await connect({ id: 7, username: 'ada' })
  const [grant] = await system.database<{ scopes: string }>('select scopes from grants')
  expect(JSON.parse(grant?.scopes ?? '')).toEqual(['z'.repeat(256), ...scopes.slice(0, 199)])
})

test('W15: a value that a token response tells is at most 255 characters', () => {
  const entry = { ...custom, name: 'Plain', learned: { site: { from: 'site', pattern: /^(\w+)$/ } } }
  expect(learnValues(entry, { site: 'x'.repeat(256) })).toEqual({})
  expect(learnValues(entry, { site: 'x'.repeat(255) })).toEqual({ site: 'x'.repeat(255) })
})
