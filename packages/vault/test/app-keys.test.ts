import { HEADER, KEY_SCOPES, type KeyScope } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { createVault, type Vault } from '@alter/vault'
import { resolveSettings } from '../src/config/settings.ts'
import { KEY_ROUTES } from '../src/identity/keys/key-scopes.ts'
import type { Document } from '../src/reference/document.ts'
import { vaultTest } from './fixtures.ts'
import type { TestKey } from './key-store.ts'
import { Backend, Browser, connectGoogle, json, problem, type System, VAULT } from './system.ts'

const test = vaultTest()

function providers(system: System, key: string, ip?: string, vault: Vault = system.vault): Promise<Response> {
  return vault.fetch(
    new Request(`${VAULT}/sdk/providers`, { headers: { [HEADER.apiKey]: key } }),
    ip === undefined ? {} : { ip },
  )
}

describe('16.1 several keys', () => {
  test('are alive at once, beside the one in the config file', async ({
    ownSystem: system,
    ownKeys: keys,
  }) => {
    await connectGoogle(new Backend(system))
    const [one, other] = [await keys.backend(), await keys.backend()]
    for (const backend of [one.backend, other.backend, new Backend(system)]) {
      expect((await backend.calendar()).status).toBe(200)
    }
    await one.revoke()
    expect((await other.backend.calendar()).status).toBe(200)
  })

  test('start and stop working with the next call, at every vault on the database', async ({
    ownSystem: system,
    ownKeys: keys,
  }) => {
    await connectGoogle(new Backend(system))
    const vaults = [system.vault, await system.secondVault()]
    const made = await keys.backend()
    const [here, there] = vaults.map((vault) => new Backend({ ...system, vault, apiKey: made.secret }))
    if (!here || !there) throw new Error('no vaults')
    expect((await here.calendar()).status).toBe(200)
    expect((await there.calendar()).status).toBe(200)
    await made.revoke()
    for (const backend of [here, there]) {
      expect(await problem(await backend.calendar())).toMatchObject({ status: 401, code: 'invalid_api_key' })
      expect(await problem(await backend.ask('/sdk/grants'))).toMatchObject({ code: 'invalid_api_key' })
      expect(await problem(await backend.tryMint())).toMatchObject({ code: 'invalid_api_key' })
    }
  })

  test('end when their time is over', async ({ ownSystem: system, ownKeys: keys }) => {
    const { secret } = await keys.backend({ expiresAt: Date.now() + 60_000 })
    expect((await providers(system, secret)).status).toBe(200)
    system.pass(61)
    expect(await problem(await providers(system, secret))).toMatchObject({ code: 'invalid_api_key' })
  })

  test('that are deprecated still work', async ({ system, keys }) => {
    const { id, secret } = await keys.backend()
    const stored = await keys.store.find('demo', id)
    if (stored) await keys.store.deprecate(stored)
    expect((await providers(system, secret)).status).toBe(200)
  })

  test('are a hundred for one app, however many are made at once', async ({ ownKeys: keys }) => {
    const made = await Promise.allSettled(Array.from({ length: 105 }, () => keys.backend()))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(100)
    expect(await keys.store.list('demo')).toHaveLength(100)
  })

  test('of an app that is no longer configured are refused', async ({ ownSystem: system, ownKeys: keys }) => {
    const { secret } = await keys.backend()
    await system.database("update keys set app_id = 'gone'")
    expect(await problem(await providers(system, secret))).toMatchObject({ code: 'invalid_api_key' })
  })
})

describe('16.1 somebody who can write the database', () => {
  test.for<[string, string]>([
    ['widens no key', `update keys set scopes = '["connect"]'`],
    ['lifts no range', "update keys set ranges = '[]'"],
    ['lengthens no life', 'update keys set expires_at = null'],
    ['puts no key of their own there', `update keys set id = 'another', hash = hash`],
    ['makes no key need no user', 'update keys set user_token_required = 0'],
  ])('%s', async ([_name, statement], { ownSystem: system, ownKeys: keys }) => {
    const { secret } = await keys.backend({
      scopes: ['connect', 'request'],
      ranges: ['192.0.2.1'],
      expiresAt: Date.now() + 60_000,
      userTokenRequired: true,
    })
    const token = await new Backend(system).userToken()
    function ask(): Promise<Response> {
      return system.vault.fetch(
        new Request(`${VAULT}/sdk/providers`, {
          headers: { [HEADER.apiKey]: secret, [HEADER.userToken]: token },
        }),
        { ip: '192.0.2.1' },
      )
    }
    expect((await ask()).status).toBe(200)
    await system.database(statement)
    expect(await problem(await ask())).toMatchObject({ code: 'invalid_api_key' })
  })

  test('cannot bring a revoked key back', async ({ ownSystem: system, ownKeys: keys }) => {
    const made = await keys.backend()
    await made.revoke()
    await system.database('update keys set revoked_at = null')
    expect(await problem(await providers(system, made.secret))).toMatchObject({ code: 'invalid_api_key' })
  })

  test('reads no key', async ({ system, keys }) => {
    const { secret } = await keys.backend()
    expect((await providers(system, secret)).status).toBe(200)
    expect(await system.databaseDump()).not.toContain(secret)
    expect(system.log.join('\n')).not.toContain(secret)
  })
})

/** A body that revokes the key it is sent with, before it ends. */
function revoking(key: TestKey, text: string): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await key.revoke()
        controller.enqueue(Buffer.from(text))
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}

describe('16.1 a key that is revoked while its request is under way', () => {
  test.for(['/sdk/oauth/connect/session', '/sdk/grants/:id/revoke'])(
    'does nothing at %s',
    async (path, { ownSystem: system, ownKeys: keys }) => {
      const { grant_id } = await connectGoogle(new Backend(system))
      const key = await keys.backend()
      const request = new Request(VAULT + path.replace(':id', grant_id), {
        method: 'POST',
        headers: { [HEADER.apiKey]: key.secret, 'content-type': 'application/json' },
        body: revoking(key, path.endsWith('revoke') ? '{}' : '{"principal":"app"}'),
        duplex: 'half',
      })
      expect(await problem(await system.vault.fetch(request))).toMatchObject({ code: 'invalid_api_key' })
      expect(await system.database("select 1 from sessions where status = 'pending'")).toEqual([])
      expect((await new Backend(system).grants()).map(({ status }) => status)).toEqual(['active'])
    },
  )

  test('does not get the outcome that it waited for', async ({ system, keys }) => {
    const minted = await new Backend(system).mint()
    const key = await keys.backend()
    const waiting = system.vault.fetch(
      new Request(`${VAULT}/sdk/oauth/connect/session/result?wait=25`, {
        method: 'POST',
        headers: { [HEADER.apiKey]: key.secret },
        body: minted.session_id,
      }),
    )
    // By the time this is answered, the other waits.
    await new Backend(system).grants()
    await key.revoke()
    await new Browser(system).start(minted.session_token)
    expect(await problem(await waiting)).toMatchObject({ code: 'invalid_api_key' })
  })
})

/** Every endpoint, as the routes are written. */
async function routes(system: System): Promise<string[]> {
  const { paths } = await json<Document>(await system.vault.fetch(new Request(`${VAULT}/openapi.json`)))
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => {
      const written = path.replaceAll(/\{(\w+)\}/g, ':$1')
      const all = `ALL ${written}`
      return all in KEY_ROUTES ? all : `${method.toUpperCase()} ${written}`
    }),
  )
}

/** Those that a key opens. */
const opened = Object.entries(KEY_ROUTES).flatMap(([route, opening]) =>
  opening ? [{ route, ...opening }] : [],
)

const scoped = opened.flatMap(({ route, scope }) => (scope === null ? [] : [{ route, scope }]))

function askRoute(
  system: System,
  route: string,
  key: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const [method = '', path = ''] = route.split(' ')
  return system.vault.fetch(
    new Request(VAULT + path.replace(/:\w+/, 'some-id'), {
      method: method === 'ALL' ? 'POST' : method,
      headers: {
        [HEADER.apiKey]: key,
        [HEADER.url]: 'https://example.com/',
        [HEADER.provider]: 'google',
        'content-type': 'application/json',
        ...headers,
      },
      body: method === 'GET' ? null : JSON.stringify({ principal: 'app' }),
    }),
  )
}

describe('16.1 scopes', () => {
  test('every route names the scope that a key needs, or accepts no key', async ({ system }) => {
    expect(new Set(await routes(system))).toEqual(new Set(Object.keys(KEY_ROUTES)))
  })

  test.for(scoped)('$route refuses a key without $scope', async ({ route, scope }, { system, keys }) => {
    const others: KeyScope[] = KEY_SCOPES.filter((other) => other !== scope)
    const { secret } = await keys.backend({ scopes: others })
    expect(await problem(await askRoute(system, route, secret))).toMatchObject({
      status: 403,
      code: 'insufficient_scope',
      detail: expect.stringContaining(scope),
    })
    const { secret: enough } = await keys.backend({ scopes: [scope] })
    const answer = await askRoute(system, route, enough)
    if (!answer.ok) expect((await problem(answer)).code).not.toBe('insufficient_scope')
  })

  test('what a key may not do leaves a row', async ({ ownSystem: system, ownKeys: keys }) => {
    const { backend } = await keys.backend({ scopes: ['connect'] })
    expect(await problem(await backend.calendar())).toMatchObject({ code: 'insufficient_scope' })
    await system.vault.close()
    expect(await system.database("select outcome, detail from audit where action = 'authenticate'")).toEqual([
      { outcome: 'denied', detail: 'insufficient_scope' },
    ])
  })
})

describe('16.1 address ranges', () => {
  test.for<[string | undefined, number]>([
    ['192.0.2.7', 200],
    ['::ffff:192.0.2.7', 200],
    ['2001:db8::1', 200],
    ['192.0.3.7', 401],
    ['2001:db9::1', 401],
    ['not an address', 401],
    [undefined, 401],
  ])('%s gets %d', async ([ip, status], { system, keys }) => {
    const { secret } = await keys.backend({ ranges: ['192.0.2.0/24', '2001:db8::/32'] })
    expect((await providers(system, secret, ip)).status).toBe(status)
  })
})

async function refusesAll(system: System, key: string, vault: Vault): Promise<void> {
  for (const { route } of opened) {
    const answer = await askRoute(system, route, key)
    expect(await problem(answer), route).toMatchObject({ code: 'user_token_required' })
    const garbage = await problem(await askRoute(system, route, key, { [HEADER.userToken]: 'no-token' }))
    expect(['invalid_user_token', 'user_token_required', 'invalid_request'], route).toContain(garbage.code)
  }
  const token = await new Backend(system).userToken()
  const headers = { [HEADER.apiKey]: key, [HEADER.userToken]: token }
  expect((await vault.fetch(new Request(`${VAULT}/sdk/providers`, { headers }))).status).toBe(200)
  expect((await vault.fetch(new Request(`${VAULT}/sdk/grants?all=true`, { headers }))).status).toBe(200)
}

describe('16.1 when a user is always needed', () => {
  test('by a key, the key alone is refused', async ({ ownSystem: system, ownKeys: keys }) => {
    const { secret, backend } = await keys.backend({ userTokenRequired: true })
    await refusesAll(system, secret, system.vault)
    await connectGoogle(backend)
    expect((await backend.calendar()).status).toBe(200)
  })

  test('by an app, each of its keys alone is refused', async ({ start }) => {
    const system = await start({ app: { user_token_required: true } })
    await refusesAll(system, system.apiKey, system.vault)
  })

  test('one user reads no other’s session', async ({ system, keys }) => {
    const { secret } = await keys.backend({ userTokenRequired: true })
    const { session_id } = await new Backend(system).mint()
    async function read(user: string): Promise<Response> {
      return system.vault.fetch(
        new Request(`${VAULT}/sdk/oauth/connect/session/result`, {
          method: 'POST',
          headers: {
            [HEADER.apiKey]: secret,
            [HEADER.userToken]: await new Backend(system, user).userToken(),
          },
          body: session_id,
        }),
      )
    }
    expect((await read('ada')).status).toBe(200)
    expect(await problem(await read('eve'))).toMatchObject({ code: 'invalid_token' })
  })
})

function withApp(system: System, app: object): object {
  const [first] = system.config.apps
  const { api_key: _, ...rest } = first ?? {}
  return { ...system.config, apps: [{ ...rest, ...app }] }
}

describe('16.1 the configuration', () => {
  test('may leave all keys to the database', async ({ system, keys }) => {
    const { secret } = await keys.backend()
    const [app] = system.config.apps
    if (!app) throw new Error('no app')
    const { api_key: _, ...rest } = app
    const vault = await createVault({
      ...system.config,
      log: 'silent',
      apps: [{ ...rest, database_keys_only: true }],
    })
    expect((await providers(system, secret, undefined, vault)).status).toBe(200)
    expect((await providers(system, system.apiKey, undefined, vault)).status).toBe(401)
    await vault.close()
  })

  test('says where its keys are', ({ system }) => {
    expect(() => resolveSettings(withApp(system, {}), {})).toThrow('database_keys_only: true')
    const both = withApp(system, { database_keys_only: true, api_key: 'alter_key_app_0123456789abcdef' })
    expect(() => resolveSettings(both, {})).toThrow('cannot be used together with api_key or api_key_sha256')
  })
})

async function lastUse(system: System): Promise<number | null> {
  const [row] = await system.database<{ last_used_at: number | null }>('select last_used_at from keys')
  return row?.last_used_at ?? null
}

describe('16.1 the last use of a key', () => {
  test('is written later, and changes no version', async ({ ownSystem: system, ownKeys: keys }) => {
    const { secret } = await keys.backend()
    for (let call = 0; call < 20; call += 1) await providers(system, secret)
    expect(await lastUse(system)).toBeNull()
    const version = 'select keys_version from app_access'
    const before = await system.database(version)
    await system.vault.close()
    expect(Number(await lastUse(system))).toBeGreaterThan(0)
    expect(await system.database(version)).toEqual(before)
  })

  test('does not stop a vault from closing when it cannot be written', async ({
    ownSystem: system,
    ownKeys: keys,
  }) => {
    const { secret } = await keys.backend()
    await providers(system, secret)
    await system.database('alter table keys rename to keys_away')
    await expect(system.vault.close()).resolves.toBeUndefined()
    expect(system.log.join('')).toContain('the last use of keys could not be written')
  })

  test('does not come from a refused call', async ({ ownSystem: system, ownKeys: keys }) => {
    const { secret } = await keys.backend({ scopes: ['request'] })
    await providers(system, secret)
    await system.vault.close()
    expect(await lastUse(system)).toBeNull()
  })
})

test('16.1 the version of an app’s keys rises with every column but that of the last use', async ({
  ownSystem: system,
  ownKeys: keys,
}) => {
  await keys.backend()
  const [row] = await system.database<Record<string, unknown>>('select * from keys')
  async function version(): Promise<number> {
    const [access] = await system.database<{ keys_version: number }>('select keys_version from app_access')
    return access?.keys_version ?? 0
  }
  const silent: string[] = []
  for (const column of Object.keys(row ?? {})) {
    const before = await version()
    await system.database(`update keys set ${column} = ${column}`)
    if ((await version()) === before) silent.push(column)
  }
  expect(silent).toEqual(['last_used_at'])
})
