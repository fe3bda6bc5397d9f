import { HEADER, type CreateSessionRequest, type GrantEvent, type PageSession } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { loadMasterKeys } from '../src/crypto/master-key.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { createGrantStore } from '../src/grants/store.ts'
import { sweepEnds } from '../src/grants/sweep-ends.ts'
import type { AppConfig, ProviderConfig } from '@alter/vault'
import { createLog } from '../src/log.ts'
import { migrationsOf } from '../src/storage/migrations.ts'
import { openStorage } from '../src/storage/open.ts'
import { createOutbox } from '../src/webhooks/outbox.ts'
import { createPost } from '../src/webhooks/post.ts'
import { type PlainServer, startPlainServer } from './plain-server.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { Backend, Browser, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

let server: PlainServer
let receiver: Receiver
let system: System
let backend: Backend
beforeEach(async () => {
  ahead = 0
  server = await startPlainServer()
  receiver = await startReceiver()
  server.answers = {
    '/token': () => ({ body: { access_token: 'one', token_type: 'bearer', expires_in: 600 } }),
    '/account': () => ({ body: { id: 7, username: 'ada' } }),
    '/api': () => ({ body: { ok: true } }),
  }
})
afterEach(async () => {
  await system.close()
  await receiver.close()
  await server.close()
})

async function start(config: ProviderConfig = {}, app: Partial<AppConfig> = {}): Promise<void> {
  const acme: ProviderConfig = {
    client_id: 'me',
    client_secret: 'secret',
    authorization_endpoint: `${server.origin}/authorize`,
    token_endpoint: `${server.origin}/token`,
    userinfo_endpoint: `${server.origin}/account`,
    api_hosts: [server.host],
    ...config,
  }
  const { webhook } = receiver
  system = await startSystem({
    app: { providers: { acme }, webhook, ...app },
    vault: { allow_private_network: true },
  })
  backend = new Backend(system)
}

async function connect(wish: CreateSessionRequest = {}): Promise<PageSession> {
  const { session_id, session_token } = await backend.mint({ allowed_providers: ['acme'], ...wish })
  const browser = new Browser(system)
  await browser.start(session_token)
  const state = new URL(await browser.authorize(session_id, 'acme')).searchParams.get('state') ?? ''
  await browser.send(`/sdk/oauth/callback/acme?code=the-code&state=${encodeURIComponent(state)}`)
  return browser.outcome(session_id)
}

function use(): Promise<Response> {
  return backend.call(`${server.origin}/api`, { [HEADER.provider]: 'acme' })
}

let ahead = 0
function pass(seconds: number): void {
  ahead += seconds * 1000
  system.pass(seconds)
}

function now(): number {
  return Date.now() + ahead
}

/** What each vault does every minute. */
async function upkeep(): Promise<void> {
  const settings = resolveSettings(system.config, {})
  const storage = await openStorage(settings.database)
  const masterKeys = await loadMasterKeys(settings.masterKey, {})
  const keyring = await openKeyring(storage, masterKeys, ['demo'])
  const noteEvent = createOutbox(createPost(settings.apps, now))
  const seals = createGrantSeals(keyring, () => undefined)
  const store = createGrantStore({ storage, keyring, seals, noteEvent, now })
  await sweepEnds({ storage, store, noteEvent, log: createLog('silent'), now }, AbortSignal.timeout(10_000))
  await storage.destroy()
}

async function nextEvent(): Promise<[GrantEvent['type'], GrantEvent['data']['status'], string | undefined]> {
  const { type, data } = await receiver.nextEvent()
  return [type, data.status, data.expires_at]
}

/** Nothing is on its way to the webhook; a delivery that was heard may still be struck off. */
function expectNoEvent(): Promise<void> {
  return vi.waitFor(async () => expect(await system.database('select id from deliveries')).toEqual([]), 5000)
}

/** A sixth of one: the tokens of users live for an hour of the real clock. Seconds. */
const MINUTE = 10

describe('14.7 connected without a refresh token', () => {
  test('is said at once: in the log, in the connection and in the list', async () => {
    await start()
    const { grants } = await connect()
    const [listed] = await backend.grants()
    const end = Date.parse(listed?.expires_at ?? '')
    expect(Math.abs(end - Date.now() - 600_000)).toBeLessThan(20_000)
    expect(grants).toMatchObject([{ status: 'active', expires_at: listed?.expires_at }])
    const lines = system.log.filter((line) => line.includes('no refresh token'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('acme gave no refresh token: the user must connect again')
    expect(lines[0]).toContain('offline_access')
    expect(lines[0]).toContain(listed?.expires_at)
  })

  test('the end is announced ahead, then shown in the list and announced, before any call fails', async () => {
    await start()
    await connect()
    expect(await nextEvent()).toEqual(['grant.created', 'active', undefined])
    const [{ expires_at } = {}] = await backend.grants()
    pass(53 * MINUTE)
    await upkeep()
    await expectNoEvent()
    pass(2 * MINUTE)
    await upkeep()
    expect(await nextEvent()).toEqual(['grant.expires_soon', 'active', expires_at])
    await upkeep()
    pass(5 * MINUTE + 1)
    // By time alone: nobody has used it, and no upkeep has run.
    expect(await backend.grants()).toMatchObject([{ status: 'expired', expires_at }])
    await Promise.all([upkeep(), upkeep()])
    expect(await nextEvent()).toEqual(['grant.expired', 'expired', undefined])
    await expectNoEvent()
    expect(await system.database('select id from grants where access_token is not null')).toEqual([])
    expect(await problem(await use())).toMatchObject({ status: 410, code: 'grant_expired' })
    expect((await connect()).grants).toMatchObject([{ operation: 'reauth' }])
    expect(await nextEvent()).toEqual(['grant.reauthorized', 'active', undefined])
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  })

  test('a use at the end is refused and announced once, whoever was first', async () => {
    await start()
    await connect()
    await nextEvent()
    pass(61 * MINUTE)
    expect(await problem(await use())).toMatchObject({ status: 410, code: 'grant_expired' })
    expect(await nextEvent()).toEqual(['grant.expired', 'expired', undefined])
    await upkeep()
    await expectNoEvent()
    expect(await system.database('select grant_id from grant_ends')).toEqual([])
  })

  test('with a refresh token that comes later it goes on', async () => {
    await start()
    await connect()
    server.answers['/token'] = () => ({
      body: { access_token: 'two', token_type: 'bearer', expires_in: 600, refresh_token: 'r' },
    })
    await connect()
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
    expect((await backend.grants())[0]).not.toHaveProperty('expires_at')
    pass(120 * MINUTE)
    await upkeep()
    expect((await use()).status).toBe(200)
  })
})

describe('14.7 an access token without expires_in', () => {
  test('has no end that could be announced, and is warned of by nobody', async () => {
    server.answers['/token'] = () => ({ body: { access_token: 'one', token_type: 'bearer' } })
    await start()
    const { grants } = await connect()
    expect(grants[0]).not.toHaveProperty('expires_at')
    expect(system.log.join('')).not.toContain('no refresh token')
    pass(350 * MINUTE)
    await upkeep()
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  })
})

describe.each(['refresh_token_expires_in', 'refresh_expires_in', 'x_refresh_token_expires_in'])(
  '14.7 a refresh token that itself has an end (%s)',
  (name) => {
    function tokens(life: unknown, refreshToken: string | null = 'r'): void {
      server.answers['/token'] = () => ({
        body: {
          access_token: 'one',
          token_type: 'bearer',
          expires_in: 600,
          refresh_token: refreshToken,
          [name]: life,
        },
      })
    }

    test('ends the grant, unless a use renews it before', async () => {
      tokens(1200)
      await start()
      await connect()
      await nextEvent()
      const [{ expires_at: first = '' } = {}] = await backend.grants()
      expect(Math.abs(Date.parse(first) - Date.now() - 1200_000)).toBeLessThan(20_000)
      pass(90 * MINUTE)
      expect((await use()).status).toBe(200)
      const [{ expires_at: second = '' } = {}] = await backend.grants()
      expect(Date.parse(second) - Date.parse(first)).toBeGreaterThan(80 * 10_000)
      pass(119 * MINUTE)
      await upkeep()
      expect(await nextEvent()).toEqual(['grant.expires_soon', 'active', second])
      pass(2 * MINUTE)
      expect(await backend.grants()).toMatchObject([{ status: 'expired' }])
      await upkeep()
      expect(await nextEvent()).toEqual(['grant.expired', 'expired', undefined])
    })

    test('that a refresh does not replace ends when it would have', async () => {
      tokens('1500')
      await start()
      await connect()
      const [{ expires_at } = {}] = await backend.grants()
      tokens(undefined, null)
      pass(61 * MINUTE)
      expect((await use()).status).toBe(200)
      expect(await backend.grants()).toMatchObject([{ expires_at }])
      tokens(undefined, 'another')
      pass(61 * MINUTE)
      expect((await use()).status).toBe(200)
      expect((await backend.grants())[0]).not.toHaveProperty('expires_at')
    })

    test.each([0, -1, null, 'never', {}])('of %j has none', async (life) => {
      tokens(life)
      await start()
      await connect()
      expect((await backend.grants())[0]).not.toHaveProperty('expires_at')
    })
  },
)

describe('14.7 a time to live', () => {
  test('of the grant is announced ahead and at its end, whether or not it is used', async () => {
    server.answers['/token'] = () => ({
      body: { access_token: 'one', token_type: 'bearer', refresh_token: 'r' },
    })
    await start()
    await connect({ grant_policy: { default_ttl_seconds: 300 * MINUTE } })
    await nextEvent()
    const [{ expires_at } = {}] = await backend.grants()
    pass(271 * MINUTE)
    await upkeep()
    expect(await nextEvent()).toEqual(['grant.expires_soon', 'active', expires_at])
    pass(30 * MINUTE)
    expect(await backend.grants()).toMatchObject([{ status: 'expired' }])
    await upkeep()
    expect(await nextEvent()).toEqual(['grant.expired', 'expired', undefined])
  })

  test.each(['app', 'provider'])(
    'of the %s is shown in the list, and lifted with the config',
    async (place) => {
      server.answers['/token'] = () => ({
        body: { access_token: 'one', token_type: 'bearer', refresh_token: 'r' },
      })
      const policies = [{ type: 'ttl' as const, seconds: 1000 }]
      await (place === 'app' ? start({}, { policies }) : start({ policies }))
      await connect()
      const [{ expires_at = '' } = {}] = await backend.grants()
      expect(Math.abs(Date.parse(expires_at) - Date.now() - 1000_000)).toBeLessThan(20_000)
      pass(1001)
      expect(await backend.grants()).toMatchObject([{ status: 'expired' }])
      expect(await problem(await use())).toMatchObject({ code: 'grant_expired' })
      await upkeep()
      expect(await system.database("select status from grants where status <> 'active'")).toEqual([])
    },
  )
})

test('14.7 grants from before ends were noted are found by the migration', async () => {
  await start()
  await connect()
  const [noted] = await system.database<{ ends_at: unknown }>('select ends_at from grant_ends')
  expect(Number(noted?.ends_at)).toBeGreaterThan(Date.now())
  await system.database('drop table grant_ends')
  const { database } = resolveSettings(system.config, {})
  const storage = await openStorage(database)
  await migrationsOf(database.kind)['0018_grant_ends']?.up(storage)
  await storage.destroy()
  const again = await system.database<{ ends_at: unknown }>('select ends_at from grant_ends')
  expect(again.map(({ ends_at }) => Number(ends_at))).toEqual([Number(noted?.ends_at)])
})

test('14.7 what somebody writes beside a grant ends none whose time has not come', async () => {
  await start()
  await connect()
  await system.database('update grant_ends set ends_at = 1, warn_at = null')
  await upkeep()
  expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  expect((await use()).status).toBe(200)
})
