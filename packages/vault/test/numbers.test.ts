import type { CreateSessionRequest, Grant, GrantPage, PolicyRule } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ConfigError, createVault, type VaultConfig } from '@alter/vault'
import { isoTime } from '../src/grants/grant.ts'
import { insist } from '../src/storage/insist.ts'
import { markAsOfDatabase } from '../src/storage/passing-fault.ts'
import { vaultTest } from './fixtures.ts'
import { flowAt, type PlainFlow, plainProvider } from './plain-flow.ts'
import { Browser, connectGoogle, json, problem } from './system.ts'

const TEN_YEARS = 315_360_000

const test = vaultTest()

const MINTS: [string, (value: number) => CreateSessionRequest][] = [
  ['grant_policy.max_ttl_seconds', (value) => ({ grant_policy: { max_ttl_seconds: value } })],
  ['grant_policy.default_ttl_seconds', (value) => ({ grant_policy: { default_ttl_seconds: value } })],
  [
    'grant_policy.rules[0].seconds',
    (value) => ({ grant_policy: { rules: [{ type: 'ttl', seconds: value }] } }),
  ],
  [
    'grant_policy.rules[0].seconds',
    (value) => ({ grant_policy: { rules: [{ type: 'rate_limit', requests: 1, seconds: value }] } }),
  ],
]

describe('W10: a duration', () => {
  test('of more than ten years, of a part of a second or of none is refused at the mint', async ({
    backend,
  }) => {
    for (const [field, body] of MINTS) {
      for (const value of [Number.MAX_SAFE_INTEGER, 3_000_000_000, TEN_YEARS + 1, 0, -1, 1.5, 1e300]) {
        const refused = await problem(await backend.tryMint(body(value)))
        expect(refused, `${field} ${value}`).toMatchObject({ status: 400, code: 'invalid_request' })
        expect(`${refused.field} ${refused.detail}`).toMatch(/seconds/)
      }
    }
    const rules: PolicyRule[] = [{ type: 'rate_limit', requests: 3_000_000_000, seconds: 60 }]
    expect(await problem(await backend.tryMint({ grant_policy: { rules } }))).toMatchObject({ status: 400 })
  })

  test('of ten years is kept, and its grant used and listed', async ({ backend }) => {
    const rules: PolicyRule[] = [
      { type: 'ttl', seconds: TEN_YEARS },
      { type: 'rate_limit', requests: 1_000_000_000, seconds: TEN_YEARS },
    ]
    const minted = await backend.mint({
      allowed_providers: ['google'],
      grant_policy: { max_ttl_seconds: TEN_YEARS, default_ttl_seconds: TEN_YEARS, rules },
    })
    await new Browser(backend.system).connect(minted, { account: 'ada@work.example' })
    expect((await backend.calendar()).status).toBe(200)
    const [grant] = await backend.grants()
    const ahead = Date.parse(grant?.expires_at ?? '') - backend.system.now()
    expect(ahead / 1000).toBeGreaterThan(TEN_YEARS - 60)
  })

  test.for<[string, Partial<VaultConfig>]>([
    ['session_ttl', { session_ttl: 86_401 }],
    ['session_ttl', { session_ttl: Number.MAX_SAFE_INTEGER }],
    ['provider_timeout', { provider_timeout: 601 }],
    ['provider_timeout', { provider_timeout: 1e300 }],
    ['policies', { apps: [] }],
  ])('of the configuration has a bound: %s', async ([setting, vault], { system }) => {
    const { config } = system
    const policies: PolicyRule[] = [{ type: 'ttl', seconds: TEN_YEARS + 1 }]
    const apps = vault.apps ? config.apps.map((app) => ({ ...app, policies })) : config.apps
    const failed = await createVault({ ...config, ...vault, apps }).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(ConfigError)
    expect(failed).toHaveProperty('message', expect.stringContaining(setting))
  })
})

/** 16.1 times 1000 is no whole number, and a timer's signal takes no other. */
test.for([16.1, 0.7, 1.0005])(
  'a provider_timeout of %d s has a fraction: connect, refresh and use go on as with any other',
  async (provider_timeout, { backendWith, plain }) => {
    const provider = plainProvider(plain, { scopes: [], account: ACCOUNT })
    const vault = { allow_private_network: true, provider_timeout }
    const flow = flowAt(await backendWith({ app: { providers: { plain: provider } }, vault }), plain)
    plain.answers['/token'] = tokens('one', '60')
    await connect(flow)
    plain.answers['/token'] = tokens('two', '60')
    flow.system.pass(61)
    expect((await flow.use()).status).toBe(200)
    expect(plain.last('/api').headers.authorization).toBe('Bearer two')
  },
)

const ACCOUNT = { id: ['id'], identifier: ['username'], display_name: [], email: [] }

async function connect(flow: PlainFlow): Promise<void> {
  expect(await flow.connect()).toMatchObject({ status: 'completed' })
}

function tokens(name: string, life: string) {
  return () => ({
    body: `{"access_token":"${name}","refresh_token":"${name}-refresh","token_type":"bearer","expires_in":${life}}`,
  })
}

describe("W10: a provider's expires_in", () => {
  /** Written as the server sends it; the seconds kept, or `null` for a life that nobody knows. */
  test.for<[string, number | null]>([
    ['1e300', TEN_YEARS],
    ['1e999', TEN_YEARS],
    ['"1e300"', TEN_YEARS],
    ['"Infinity"', TEN_YEARS],
    ['9007199254740991', TEN_YEARS],
    ['-1', 0],
    ['-1e300', 0],
    ['"3600"', 3600],
    ['3600.0004', 3600],
    ['"NaN"', null],
    ['"soon"', null],
    ['""', null],
    ['null', null],
    ['true', null],
    ['{}', null],
    ['[60]', null],
  ])('of %s costs no token, at the connect nor at a refresh', async ([expiresIn, kept], { startFlow }) => {
    const flow = await startFlow('plain', () => ({ scopes: [], account: ACCOUNT }))
    const { server, system } = flow
    async function expectLife(): Promise<void> {
      const [row] = await flow.backend.grantRows<{ access_expires_at: number | string | null }>(
        'access_expires_at',
      )
      const at = row?.access_expires_at ?? null
      if (kept === null) return expect(at).toBe(null)
      expect(Number(at)).toBeLessThanOrEqual(system.now() + kept * 1000)
      expect(Number(at)).toBeGreaterThan(system.now() + (kept - 30) * 1000)
    }
    server.answers['/token'] = tokens('one', expiresIn)
    await connect(flow)
    await expectLife()
    server.answers['/token'] = tokens('one', '60')
    await connect(flow)
    server.answers['/token'] = tokens('two', expiresIn)
    system.pass(61)
    expect((await flow.use()).status).toBe(200)
    expect(server.last('/api').headers.authorization).toBe('Bearer two')
    await expectLife()
  })
})

test('W10: a stored time that is not a date hides no grant', async ({ backend }) => {
  const grant = await connectGoogle(backend)
  await connectGoogle(backend, 'ada@home.example')
  await backend.system.changeGrants(
    'update grants set expires_at = ?, last_used_at = ? where id = ?',
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER,
    grant.grant_id,
  )
  const listed = await json<GrantPage>(await backend.ask('/sdk/grants'))
  expect(listed.grants).toHaveLength(2)
  const found = listed.grants.find(({ grant_id }): boolean => grant_id === grant.grant_id)
  expect(found).toMatchObject<Partial<Grant>>({
    expires_at: '+275760-09-13T00:00:00.000Z',
    last_used_at: '+275760-09-13T00:00:00.000Z',
  })
  expect([-1e300, NaN].map(isoTime)).toEqual(['-271821-04-20T00:00:00.000Z', '1970-01-01T00:00:00.000Z'])
})

function coded(code: string): Error {
  return Object.assign(new Error('refused'), { code })
}

describe('W10: a write that must not be lost', () => {
  test('is not tried again when the database refuses the statement', async ({ backend }) => {
    let tries = 0
    const written = insist(() => {
      tries += 1
      return backend.system.database('insert into nowhere values (1)')
    })
    await expect(written).rejects.toThrow(/nowhere/)
    expect(tries).toBe(1)
  })

  test('is tried until the database is back', async () => {
    const codes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', '08006', '57P01', '57P03', '53300']
    const files = ['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_IOERR_WRITE', 'SQLITE_FULL']
    const faults = [
      ...[...codes, ...files].map(coded),
      new Error('Connection terminated unexpectedly'),
      new Error('timeout exceeded when trying to connect'),
    ]
    for (const fault of faults) markAsOfDatabase(fault)
    const tries = await Promise.all(
      faults.map(async (fault) => {
        let count = 0
        await insist(() => {
          count += 1
          return count < 2 ? Promise.reject(fault) : Promise.resolve()
        })
        return count
      }),
    )
    expect(tries).toEqual(faults.map(() => 2))
  })

  test.each(['22003', '22P02', '23505', '42P01', 'SQLITE_CONSTRAINT', 'SQLITE_ERROR', 'SQLITE_MISMATCH'])(
    'is given up at once after %s',
    async (code) => {
      let tries = 0
      const written = insist(() => {
        tries += 1
        return Promise.reject(coded(code))
      })
      await expect(written).rejects.toMatchObject({ code })
      expect(tries).toBe(1)
    },
  )
})
