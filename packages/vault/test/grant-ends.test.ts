import type { GrantEvent } from '@alter/protocol'
import { describe, expect, vi } from 'vitest'
import type { AppConfig, ProviderConfig } from '@alter/vault'
import { resolveSettings } from '../src/config/settings.ts'
import { openKeyring } from '../src/crypto/keyring.ts'
import { loadMasterKeys } from '../src/crypto/master-key.ts'
import { createGrantSeals } from '../src/grants/seal.ts'
import { createGrantStore } from '../src/grants/store.ts'
import { sweepEnds } from '../src/grants/sweep-ends.ts'
import { createLog } from '../src/log.ts'
import { migrationsOf } from '../src/storage/migrations/migrations.ts'
import { openStorage } from '../src/storage/open.ts'
import { createOutbox } from '../src/webhooks/outbox.ts'
import { createPost } from '../src/webhooks/post.ts'
import { ownVaultTest } from './fixtures.ts'
import { flowAt, type PlainFlow, plainProvider } from './plain-flow.ts'
import type { PlainServer } from './plain-server.ts'
import { Backend, problem, type System } from './system.ts'

/** A provider without refresh tokens. The clocks of these tests move by hours, and upkeep goes over all that there is. */
const test = ownVaultTest()
  .extend('plain', ({ plainServer }) => {
    plainServer.answers = {
      '/token': () => ({ body: { access_token: 'one', token_type: 'bearer', expires_in: 600 } }),
      '/account': () => ({ body: { id: 7, username: 'ada' } }),
      '/api': () => ({ body: { ok: true } }),
    }
    return plainServer
  })
  .extend('begin', ({ plain, receiver, start }) => {
    return async (provider: ProviderConfig = {}, app: Partial<AppConfig> = {}): Promise<PlainFlow> => {
      const providers = { acme: plainProvider(plain, { scopes: [], ...provider }) }
      const system = await start({
        app: { providers, webhook: receiver.webhook, ...app },
        vault: { allow_private_network: true },
      })
      return flowAt(new Backend(system), plain, 'acme')
    }
  })
  .extend('nextEvent', ({ receiver }) => {
    return async (): Promise<[GrantEvent['type'], GrantEvent['data']['status'], string | undefined]> => {
      const { type, data } = await receiver.nextEvent()
      return [type, data.status, data.expires_at]
    }
  })

/** What each vault does every minute. */
async function upkeep({ config, now }: System): Promise<void> {
  const settings = resolveSettings(config, {})
  const storage = await openStorage(settings.database)
  const masterKeys = await loadMasterKeys(settings.masterKey, {})
  const keyring = await openKeyring(storage, masterKeys, ['demo'])
  const noteEvent = createOutbox(createPost(settings.apps, now))
  const seals = createGrantSeals(keyring, () => undefined)
  const store = createGrantStore({ storage, keyring, seals, noteEvent, now })
  await sweepEnds({ storage, store, noteEvent, log: createLog('silent'), now }, AbortSignal.timeout(10_000))
  await storage.destroy()
}

/** Nothing is on its way to the webhook; a delivery that was heard may still be struck off. */
function expectNoEvent(system: System): Promise<void> {
  return vi.waitFor(async () => expect(await system.database('select id from deliveries')).toEqual([]))
}

/** A sixth of one: the tokens of users live for an hour of the real clock. Seconds. */
const MINUTE = 10

describe('14.7 connected without a refresh token', () => {
  test('is said at once: in the log, in the connection and in the list', async ({ begin }) => {
    const flow = await begin()
    const { grants } = await flow.connect()
    const [listed] = await flow.backend.grants()
    const end = Date.parse(listed?.expires_at ?? '')
    expect(Math.abs(end - Date.now() - 600_000)).toBeLessThan(20_000)
    expect(grants).toMatchObject([{ status: 'active', expires_at: listed?.expires_at }])
    const lines = flow.system.log.filter((line) => line.includes('no refresh token'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('acme gave no refresh token: the user must connect again')
    expect(lines[0]).toContain('offline_access')
    expect(lines[0]).toContain(listed?.expires_at)
  })

  test('the end is announced ahead, then shown in the list and announced, before any call fails', async ({
    begin,
    nextEvent,
  }) => {
    const flow = await begin()
    await flow.connect()
    expect(await nextEvent()).toEqual(['grant.created', 'active', undefined])
    const [{ expires_at } = {}] = await flow.backend.grants()
    flow.system.pass(53 * MINUTE)
    await upkeep(flow.system)
    await expectNoEvent(flow.system)
    flow.system.pass(2 * MINUTE)
    await upkeep(flow.system)
    expect(await nextEvent()).toEqual(['grant.expires_soon', 'active', expires_at])
    await upkeep(flow.system)
    flow.system.pass(5 * MINUTE + 1)
    // By time alone: nobody has used it, and no upkeep has run.
    expect(await flow.backend.grants()).toMatchObject([{ status: 'expired', expires_at }])
    await Promise.all([upkeep(flow.system), upkeep(flow.system)])
    expect(await nextEvent()).toEqual(['grant.expired', 'expired', undefined])
    await expectNoEvent(flow.system)
    expect(await flow.system.database('select id from grants where access_token is not null')).toEqual([])
    expect(await problem(await flow.use())).toMatchObject({ status: 410, code: 'grant_expired' })
    expect((await flow.connect()).grants).toMatchObject([{ operation: 'reauth' }])
    expect(await nextEvent()).toEqual(['grant.reauthorized', 'active', undefined])
    expect(await flow.backend.grants()).toMatchObject([{ status: 'active' }])
  })

  test('a use at the end is refused and announced once, whoever was first', async ({ begin, nextEvent }) => {
    const flow = await begin()
    await flow.connect()
    await nextEvent()
    flow.system.pass(61 * MINUTE)
    expect(await problem(await flow.use())).toMatchObject({ status: 410, code: 'grant_expired' })
    expect(await nextEvent()).toEqual(['grant.expired', 'expired', undefined])
    await upkeep(flow.system)
    await expectNoEvent(flow.system)
    expect(await flow.system.database('select grant_id from grant_ends')).toEqual([])
  })

  test('with a refresh token that comes later it goes on', async ({ plain, begin }) => {
    const flow = await begin()
    await flow.connect()
    plain.answers['/token'] = () => ({
      body: { access_token: 'two', token_type: 'bearer', expires_in: 600, refresh_token: 'r' },
    })
    await flow.connect()
    expect(await flow.backend.grants()).toMatchObject([{ status: 'active' }])
    expect((await flow.backend.grants())[0]).not.toHaveProperty('expires_at')
    flow.system.pass(120 * MINUTE)
    await upkeep(flow.system)
    expect((await flow.use()).status).toBe(200)
  })
})

describe('14.7 an access token without expires_in', () => {
  test('has no end to announce, and causes no warning', async ({ plain, begin }) => {
    plain.answers['/token'] = () => ({ body: { access_token: 'one', token_type: 'bearer' } })
    const flow = await begin()
    const { grants } = await flow.connect()
    expect(grants[0]).not.toHaveProperty('expires_at')
    expect(flow.system.log.join('')).not.toContain('no refresh token')
    flow.system.pass(350 * MINUTE)
    await upkeep(flow.system)
    expect(await flow.backend.grants()).toMatchObject([{ status: 'active' }])
  })
})

describe.each(['refresh_token_expires_in', 'refresh_expires_in', 'x_refresh_token_expires_in'])(
  '14.7 a refresh token that itself has an end (%s)',
  (name) => {
    function tokens(plain: PlainServer, life: unknown, refreshToken: string | null = 'r'): void {
      plain.answers['/token'] = () => ({
        body: {
          access_token: 'one',
          token_type: 'bearer',
          expires_in: 600,
          refresh_token: refreshToken,
          [name]: life,
        },
      })
    }

    test('ends the grant, unless a use renews it before', async ({ plain, begin, nextEvent }) => {
      tokens(plain, 1200)
      const flow = await begin()
      await flow.connect()
      await nextEvent()
      const [{ expires_at: first = '' } = {}] = await flow.backend.grants()
      expect(Math.abs(Date.parse(first) - Date.now() - 1200_000)).toBeLessThan(20_000)
      flow.system.pass(90 * MINUTE)
      expect((await flow.use()).status).toBe(200)
      const [{ expires_at: second = '' } = {}] = await flow.backend.grants()
      expect(Date.parse(second) - Date.parse(first)).toBeGreaterThan(80 * 10_000)
      flow.system.pass(119 * MINUTE)
      await upkeep(flow.system)
      expect(await nextEvent()).toEqual(['grant.expires_soon', 'active', second])
      flow.system.pass(2 * MINUTE)
      expect(await flow.backend.grants()).toMatchObject([{ status: 'expired' }])
      await upkeep(flow.system)
      expect(await nextEvent()).toEqual(['grant.expired', 'expired', undefined])
    })

    test('that a refresh does not replace ends when it would have', async ({ plain, begin }) => {
      tokens(plain, '1500')
      const flow = await begin()
      await flow.connect()
      const [{ expires_at } = {}] = await flow.backend.grants()
      tokens(plain, undefined, null)
      flow.system.pass(61 * MINUTE)
      expect((await flow.use()).status).toBe(200)
      expect(await flow.backend.grants()).toMatchObject([{ expires_at }])
      tokens(plain, undefined, 'another')
      flow.system.pass(61 * MINUTE)
      expect((await flow.use()).status).toBe(200)
      expect((await flow.backend.grants())[0]).not.toHaveProperty('expires_at')
    })

    test.for([0, -1, null, 'never', {}])('of %j has none', async (life, { plain, begin }) => {
      tokens(plain, life)
      const flow = await begin()
      await flow.connect()
      expect((await flow.backend.grants())[0]).not.toHaveProperty('expires_at')
    })
  },
)

describe('14.7 a time to live', () => {
  test('of the grant is announced ahead and at its end, whether or not it is used', async ({
    plain,
    begin,
    nextEvent,
  }) => {
    plain.answers['/token'] = () => ({
      body: { access_token: 'one', token_type: 'bearer', refresh_token: 'r' },
    })
    const flow = await begin()
    await flow.connect('code=the-code', { request: { grant_policy: { default_ttl_seconds: 300 * MINUTE } } })
    await nextEvent()
    const [{ expires_at } = {}] = await flow.backend.grants()
    flow.system.pass(271 * MINUTE)
    await upkeep(flow.system)
    expect(await nextEvent()).toEqual(['grant.expires_soon', 'active', expires_at])
    flow.system.pass(30 * MINUTE)
    expect(await flow.backend.grants()).toMatchObject([{ status: 'expired' }])
    await upkeep(flow.system)
    expect(await nextEvent()).toEqual(['grant.expired', 'expired', undefined])
  })

  test.for(['app', 'provider'])(
    'of the %s is shown in the list, and lifted with the config',
    async (place, { plain, begin }) => {
      plain.answers['/token'] = () => ({
        body: { access_token: 'one', token_type: 'bearer', refresh_token: 'r' },
      })
      const policies = [{ type: 'ttl' as const, seconds: 1000 }]
      const flow = await (place === 'app' ? begin({}, { policies }) : begin({ policies }))
      await flow.connect()
      const [{ expires_at = '' } = {}] = await flow.backend.grants()
      expect(Math.abs(Date.parse(expires_at) - Date.now() - 1000_000)).toBeLessThan(20_000)
      flow.system.pass(1001)
      expect(await flow.backend.grants()).toMatchObject([{ status: 'expired' }])
      expect(await problem(await flow.use())).toMatchObject({ code: 'grant_expired' })
      await upkeep(flow.system)
      expect(await flow.system.database("select status from grants where status <> 'active'")).toEqual([])
    },
  )
})

test('14.7 grants from before ends were noted are found by the migration', async ({ begin }) => {
  const flow = await begin()
  await flow.connect()
  const [noted] = await flow.system.database<{ ends_at: unknown }>('select ends_at from grant_ends')
  expect(Number(noted?.ends_at)).toBeGreaterThan(Date.now())
  await flow.system.database('drop table grant_ends')
  const { database } = resolveSettings(flow.system.config, {})
  const storage = await openStorage(database)
  await migrationsOf(database.kind)['0018_grant_ends']?.up(storage)
  await storage.destroy()
  const again = await flow.system.database<{ ends_at: unknown }>('select ends_at from grant_ends')
  expect(again.map(({ ends_at }) => Number(ends_at))).toEqual([Number(noted?.ends_at)])
})

test('14.7 what somebody writes beside a grant ends none whose time has not come', async ({ begin }) => {
  const flow = await begin()
  await flow.connect()
  await flow.system.database('update grant_ends set ends_at = 1, warn_at = null')
  await upkeep(flow.system)
  expect(await flow.backend.grants()).toMatchObject([{ status: 'active' }])
  expect((await flow.use()).status).toBe(200)
})
