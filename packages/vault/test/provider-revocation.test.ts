import type { ServerResponse } from 'node:http'
import { type GrantEvent, type GrantPage, type GrantRevocation, HEADER } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { listen } from './server.ts'
import { Backend, Browser, json, startSystem, type System, VAULT } from './system.ts'

vi.setConfig({ testTimeout: 90_000 })

/** For what a vault does by itself, on a machine that is busy. */
const PATIENCE = { timeout: 20_000 }
/** Too long to stand in sealed text by chance. */
const ACCOUNT = 'ada-at-the-plain-server'

/** A plain OAuth 2 server whose revocation endpoint answers what a test says. */
let server: PlainServer
let receiver: Receiver
let system: System
let backend: Backend
let status: number
beforeEach(async () => {
  server = await startPlainServer()
  receiver = await startReceiver()
  status = 200
  server.answers = {
    '/token': () => ({
      body: {
        access_token: 'the-access',
        token_type: 'bearer',
        refresh_token: 'the-refresh',
        expires_in: 60,
      },
    }),
    '/account': () => ({ body: { id: 7, username: ACCOUNT } }),
    '/revoke': () => ({ status, body: status === 400 ? { error: 'unsupported_token_type' } : {} }),
  }
})
afterEach(async () => {
  await system.close()
  await server.close()
  await receiver.close()
})

async function start(config: ProviderConfig = { revocation_endpoint: `${server.origin}/revoke` }) {
  const plain: ProviderConfig = {
    client_id: 'me',
    client_secret: 'secret',
    scopes: [],
    authorization_endpoint: `${server.origin}/authorize`,
    token_endpoint: `${server.origin}/token`,
    userinfo_endpoint: `${server.origin}/account`,
    api_hosts: [server.host],
    manage_url: 'https://plain.example/apps',
    ...config,
  }
  const { webhook } = receiver
  system = await startSystem({
    app: { webhook, providers: { plain } },
    vault: { allow_private_network: true },
  })
  backend = new Backend(system)
}

async function connect(): Promise<string> {
  const { session_id, session_token } = await backend.mint({ allowed_providers: ['plain'] })
  const browser = new Browser(system)
  await browser.start(session_token)
  const state = new URL(await browser.authorize(session_id, 'plain')).searchParams.get('state') ?? ''
  await browser.send(`/sdk/oauth/callback/plain?code=the-code&state=${encodeURIComponent(state)}`)
  const { grants } = await browser.outcome(session_id)
  return grants[0]?.grant_id ?? ''
}
/** By the app itself: a user's token does not live for days. */
async function revoke(id: string): Promise<GrantRevocation> {
  return json(
    await system.vault.fetch(
      new Request(`${VAULT}/sdk/grants/${id}/revoke`, {
        method: 'POST',
        headers: { [HEADER.apiKey]: system.apiKey },
      }),
    ),
  )
}
async function nextOf(type: GrantEvent['type']): Promise<GrantEvent> {
  for (;;) {
    const event = await receiver.nextEvent()
    if (event.type === type) return event
  }
}
function given(): number {
  return server.requests.filter(({ path }) => path === '/revoke').length
}
function held(): Promise<{ attempts: number }[]> {
  return system.database('select attempts from provider_revocations')
}
/** As after a restart: what is due is done at the start. */
async function anotherVault(): Promise<void> {
  return void (await system.secondVault())
}

describe('12.23: a grant that is revoked says whether its provider ended it', () => {
  test.each<[GrantRevocation['provider_revocation'], string, () => Promise<void>]>([
    ['done', 'which says yes', () => start()],
    ['not_supported', 'which has no endpoint for it', () => start({})],
    [
      'not_supported',
      'of which is known that it forgets nothing',
      () => start({ revocation_endpoint: `${server.origin}/revoke`, revocation_ends_access: false }),
    ],
    ['failed', 'which is out of order', () => start().then(() => void (status = 503))],
    ['not_supported', 'which takes no such token', () => start().then(() => void (status = 400))],
  ])('%s, %s: in the answer and to the webhook', async (outcome, _, begin) => {
    await begin()
    const id = await connect()
    expect(await revoke(id)).toMatchObject({
      grant_id: id,
      provider_revocation: outcome,
      manage_url: 'https://plain.example/apps',
    })
    expect((await nextOf('grant.revoked')).data).toMatchObject({
      grant_id: id,
      status: 'revoked',
      provider_revocation: outcome,
    })
    expect(await backend.grants()).toEqual([])
    const listed = await json<GrantPage>(await backend.ask('/sdk/grants?revoked=true'))
    expect(listed.grants).toMatchObject([{ grant_id: id, status: 'revoked', provider_revocation: outcome }])
    expect(await held()).toHaveLength(outcome === 'failed' ? 1 : 0)
    expect(await revoke(id)).toMatchObject({ provider_revocation: outcome })
  })
})

describe('12.23: a revocation that failed', () => {
  test('is tried again by one process, while the others look on', async () => {
    const waiting: ServerResponse[] = []
    const door = await listen((_request, response) => void waiting.push(response))
    try {
      await start({ revocation_endpoint: `http://localhost:${door.port}/revoke` })
      const revoking = connect().then(revoke)
      await expect.poll(() => waiting.length, PATIENCE).toBe(1)
      waiting[0]?.writeHead(500).end()
      await revoking
      system.pass(61)
      await anotherVault()
      await expect.poll(() => waiting.length, PATIENCE).toBe(2)
      await anotherVault()
      await anotherVault()
      waiting[1]?.writeHead(200).end()
      await expect.poll(held, PATIENCE).toEqual([])
      expect(waiting).toHaveLength(2)
    } finally {
      await door.close()
    }
  })

  test('is tried again until the provider has heard of it', async () => {
    await start()
    const id = await connect()
    status = 500
    expect(await revoke(id)).toMatchObject({ provider_revocation: 'failed' })
    expect(given()).toBe(1)
    system.pass(61)
    status = 200
    await Promise.all([anotherVault(), anotherVault(), anotherVault()])
    await expect.poll(held, PATIENCE).toEqual([])
    expect(given()).toBe(2)
    expect(server.last('/revoke').form.get('token')).toBe('the-refresh')
    expect(await revoke(id)).toMatchObject({ provider_revocation: 'done' })
  })

  test('is tried again for tokens that no grant came to hold', async () => {
    // The user left a scope out, so the flow fails.
    await start({ revocation_endpoint: `${server.origin}/revoke`, scopes: ['read', 'write'] })
    server.answers['/token'] = () => ({
      body: { access_token: 'the-access', token_type: 'bearer', refresh_token: 'the-refresh', scope: 'read' },
    })
    status = 500
    expect(await connect()).toBe('')
    expect(given()).toBe(1)
    expect(await held()).toEqual([{ attempts: 1 }])
    system.pass(61)
    status = 200
    await Promise.all([anotherVault(), anotherVault()])
    await expect.poll(held, PATIENCE).toEqual([])
    expect(given()).toBe(2)
    expect(server.last('/revoke').form.get('token')).toBe('the-refresh')
  })

  test('is given up after a while, and its tokens are forgotten', async () => {
    await start()
    const id = await connect()
    status = 500
    await revoke(id)
    for (let attempts = 1; attempts <= 6; attempts += 1) {
      await expect.poll(held, PATIENCE).toEqual([{ attempts }])
      system.pass(86_401)
      await anotherVault()
    }
    await expect.poll(held, PATIENCE).toEqual([])
    expect(given()).toBe(7)
    expect(await revoke(id)).toMatchObject({ provider_revocation: 'failed' })
  })

  test('is kept sealed, without the account', async () => {
    await start()
    const id = await connect()
    status = 500
    await revoke(id)
    const rows = await system.database('select * from provider_revocations')
    const kept = JSON.stringify(rows)
    for (const secret of ['the-refresh', 'the-access', ACCOUNT]) expect(kept).not.toContain(secret)
  })

  test('is left alone once the user has connected again', async () => {
    await start()
    const id = await connect()
    status = 500
    await revoke(id)
    expect(await connect()).toBe(id)
    system.pass(61)
    await anotherVault()
    await expect.poll(held, PATIENCE).toEqual([])
    expect(given()).toBe(1)
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  })

  test('keeps no other waiting when somebody rewrote it', async () => {
    await start()
    const id = await connect()
    status = 500
    await revoke(id)
    system.pass(1)
    await revoke(await connect())
    await system.database(
      "update provider_revocations set event = '{' where next_at = (select min(next_at) from provider_revocations)",
    )
    status = 200
    system.pass(62)
    await anotherVault()
    await expect.poll(held, PATIENCE).toHaveLength(1)
  })

  test('goes on when the user is forgotten', async () => {
    await start()
    await connect()
    status = 500
    const headers = { [HEADER.apiKey]: system.apiKey }
    const path = `${VAULT}/sdk/users/ada`
    await json(await system.vault.fetch(new Request(path, { method: 'DELETE', headers })))
    expect(given()).toBe(1)
    status = 200
    system.pass(61)
    await anotherVault()
    await expect.poll(given, PATIENCE).toBe(2)
    await expect.poll(held, PATIENCE).toEqual([])
  })
})
