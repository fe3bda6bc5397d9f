import { EventEmitter, once } from 'node:events'
import { HEADER } from '@alter/protocol'
import { expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import { listen } from './server.ts'
import { Backend, Browser, connectGoogle, json, problem, VAULT } from './system.ts'
import { stopClock } from './stop-clock.ts'

const test = ownVaultTest()
  /** The same user at a vault that does not wait for long. */
  .extend('atImpatientVault', ({ system }) => {
    return async (): Promise<Backend> => {
      system.config.provider_timeout = 1.5
      return new Backend({ ...system, vault: await system.secondVault() })
    }
  })
  .extend('tokenRequests', ({ system }) => {
    return (): number => {
      return system.provider.google.requests.filter(({ path }) => path === '/token').length
    }
  })
  .extend('refreshes', ({ system, backend }) => {
    return async (): Promise<string[]> => {
      await backend.grants()
      const rows = await system.database<{ outcome: string }>(
        "select outcome from audit where action = 'refresh'",
      )
      return rows.map(({ outcome }) => outcome)
    }
  })
  .extend('revocations', ({ system }) => {
    return (): number => {
      return system.provider.google.requests.filter(({ path }) => path === '/revoke').length
    }
  })
  /** From here on the vault asks for tokens at a door that a test opens. */
  .extend('gateTokenEndpoint', ({ system }) => {
    return async (): Promise<{
      reached: Promise<unknown>
      /** The same user at a vault that asks there. */
      gated: Backend
      open(tokens: object): void
      close(): Promise<void>
    }> => {
      const events = new EventEmitter()
      const reached = once(events, 'reached')
      const opened = once(events, 'open')
      const server = await listen((_request, response) => {
        events.emit('reached')
        opened.then(
          ([tokens]) =>
            response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(tokens)),
          () => response.destroy(),
        )
      })
      const google = system.config.apps[0]?.providers['google']
      if (!google) throw new Error('no google')
      google.token_endpoint = `http://localhost:${server.port}/token`
      system.config.allow_private_network = [new URL(system.provider.origin).host, `localhost:${server.port}`]
      const vault = await system.secondVault()
      return {
        reached,
        gated: new Backend({ ...system, vault }),
        open: (tokens) => void events.emit('open', tokens),
        close: () => server.close(),
      }
    }
  })

test('a hundred uses of an expired token make one refresh', async ({
  system,
  backend,
  tokenRequests,
  refreshes,
}) => {
  await connectGoogle(backend)
  const before = tokenRequests()
  system.pass(61)
  const answers = await Promise.all(Array.from({ length: 100 }, () => backend.calendar()))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(tokenRequests()).toBe(before + 1)
  expect(await refreshes()).toEqual(['ok'])
})

test('a refresh happens ahead of expiry, not before', async ({ system, backend, tokenRequests }) => {
  stopClock()
  await connectGoogle(backend)
  const before = tokenRequests()
  system.pass(50)
  await backend.calendar()
  expect(tokenRequests()).toBe(before)
  system.pass(5)
  await backend.calendar()
  expect(tokenRequests()).toBe(before + 1)
})

test('ahead of expiry a provider that is down harms nobody; after it, the caller learns of it', async ({
  system,
  backend,
}) => {
  stopClock()
  await connectGoogle(backend)
  system.provider.google.fault = 'error'
  system.pass(56)
  expect((await backend.calendar()).status).toBe(200)
  system.pass(5)
  expect(await problem(await backend.calendar())).toMatchObject({ status: 502, code: 'provider_unreachable' })
  system.provider.google.fault = 'none'
  expect((await backend.calendar()).status).toBe(200)
})

test('ahead of expiry a grant that the provider ended is not used once more', async ({ system, backend }) => {
  stopClock()
  await connectGoogle(backend)
  await system.provider.google.revokeAll('ada@work.example')
  const asked = system.provider.google.requests.length
  system.pass(56)
  expect(await problem(await backend.calendar())).toMatchObject({ code: 'credential_revoked' })
  const paths = system.provider.google.requests.slice(asked).map(({ path }) => path)
  expect(paths).toEqual(['/token'])
})

test('a provider that never answers a refresh is provider_timeout', async ({
  system,
  backend,
  atImpatientVault,
}) => {
  await connectGoogle(backend)
  const impatient = await atImpatientVault()
  system.provider.google.fault = 'hang'
  system.pass(61)
  expect(await problem(await impatient.calendar())).toMatchObject({ status: 504, code: 'provider_timeout' })
  expect(await backend.grants()).toMatchObject([{ status: 'active' }])
})

test('a rotated refresh token is stored before the new access token is used', async ({ system, backend }) => {
  const minted = await backend.mint({ allowed_providers: ['github'] })
  await new Browser(system).connect(minted, { account: 'ghopper' }, { provider: 'github' })
  async function sealed(): Promise<string | undefined> {
    const [row] = await system.database<{ refresh_token: string }>('select refresh_token from grants')
    return row?.refresh_token
  }
  const seen = new Set([await sealed()])
  for (let round = 0; round < 3; round += 1) {
    system.pass(61)
    const answer = await backend.call(`${system.provider.github.api}/user`, { [HEADER.provider]: 'github' })
    expect(await json(answer)).toMatchObject({ login: 'ghopper' })
    seen.add(await sealed())
  }
  expect(seen.size).toBe(4)
})

test('another process that holds the lease is waited for by its caller', async ({
  system,
  backend,
  atImpatientVault,
}) => {
  const grant = await connectGoogle(backend)
  system.pass(61)
  await system.database(
    'insert into leases (name, owner, expires_at) values (?, ?, ?)',
    grant.grant_id,
    'another process',
    Date.now() + 120_000,
  )
  const impatient = await atImpatientVault()
  const refused = await impatient.calendar()
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(await problem(refused)).toMatchObject({
    status: 409,
    code: 'token_refresh_in_progress',
    retry_after: 1,
  })
  await system.database('delete from leases')
  expect((await backend.calendar()).status).toBe(200)
})

test('two processes on one database refresh once', async ({ system, backend, tokenRequests }) => {
  await connectGoogle(backend)
  const second = await system.secondVault()
  const before = tokenRequests()
  const url = `${system.provider.google.api}/calendar/v3/calendars/primary/events`
  const userToken = await backend.userToken()
  async function ask(vault: { fetch(request: Request): Promise<Response> }): Promise<number> {
    for (;;) {
      const headers = {
        [HEADER.apiKey]: system.apiKey,
        [HEADER.userToken]: userToken,
        [HEADER.url]: url,
        [HEADER.provider]: 'google',
      }
      const { status } = await vault.fetch(new Request(`${VAULT}/sdk/proxy`, { headers }))
      if (status !== 409) return status
    }
  }
  // It has the issuer's keys by then, so both see the expired token.
  expect(await ask(second)).toBe(200)
  system.pass(61)
  const statuses = await Promise.all(
    Array.from({ length: 20 }, (_, index) => ask(index % 2 === 0 ? system.vault : second)),
  )
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(tokenRequests()).toBe(before + 1)
})

test('a refresh whose outcome nobody knows leaves the grant broken, not silently dead', async ({
  system,
  backend,
}) => {
  const grant = await connectGoogle(backend)
  // A process died between the provider's commit and its receipt.
  await system.database(
    'insert into leases (name, owner, expires_at) values (?, ?, ?)',
    grant.grant_id,
    'a process that died',
    Date.now(),
  )
  await system.provider.google.revokeAll('ada@work.example')
  system.pass(61)
  expect(await problem(await backend.calendar())).toMatchObject({
    code: 'credential_revoked',
    detail: expect.stringContaining('refresh token was lost'),
  })
  expect(await backend.grants()).toMatchObject([{ status: 'broken' }])
})

test('nor is that forgotten when the next refresh fails for another reason', async ({
  system,
  backend,
  atImpatientVault,
}) => {
  await connectGoogle(backend)
  const { google } = system.provider
  const impatient = await atImpatientVault()
  google.fault = 'hang'
  system.pass(61)
  expect(await problem(await impatient.calendar())).toMatchObject({ code: 'provider_timeout' })
  google.fault = 'error'
  expect(await problem(await backend.calendar())).toMatchObject({ code: 'provider_unreachable' })
  google.fault = 'none'
  await google.revokeAll('ada@work.example')
  expect(await problem(await backend.calendar())).toMatchObject({
    code: 'credential_revoked',
    detail: expect.stringContaining('refresh token was lost'),
  })
  expect(await backend.grants()).toMatchObject([{ status: 'broken' }])
})

test('a token the provider refuses is refreshed once and the call repeated', async ({ start }) => {
  // The provider's tokens live one second, and the vault learns of it too late: its clock stands still.
  const system = await start({ accessTokenTtl: 1 })
  const backend = new Backend(system)
  await connectGoogle(backend)
  function tokenRequests(): number {
    return system.provider.google.requests.filter(({ path }) => path === '/token').length
  }
  /** Where the second token is too old as well, the machine is slow: the next call shows it. */
  async function use(): Promise<[status: number, refreshes: number]> {
    const before = tokenRequests()
    const { status } = await backend.calendar()
    return [status, tokenRequests() - before]
  }
  system.pass(-30)
  await expect.poll(use, { interval: 200 }).toEqual([200, 1])
})

test('revoked while a refresh is under way: the revocation stands, and the fresh tokens are given back', async ({
  system,
  backend,
  revocations,
  gateTokenEndpoint,
}) => {
  const grant = await connectGoogle(backend)
  const gate = await gateTokenEndpoint()
  try {
    system.pass(61)
    const using = gate.gated.calendar()
    await gate.reached
    await json(await gate.gated.ask(`/sdk/grants/${grant.grant_id}/revoke`, 'POST'))
    const given = revocations()
    gate.open({
      access_token: 'fresh-access',
      refresh_token: 'fresh-refresh',
      token_type: 'Bearer',
      expires_in: 60,
    })
    expect(await problem(await using)).toMatchObject({ code: 'grant_revoked' })
    expect(revocations()).toBe(given + 1)
    expect(await system.database('select status, access_token, refresh_token from grants')).toEqual([
      { status: 'revoked', access_token: null, refresh_token: null },
    ])
  } finally {
    await gate.close()
  }
})

test.for<[string, object]>([
  ['with tokens', { access_token: 'stale', refresh_token: 'stale', token_type: 'Bearer', expires_in: 60 }],
  ['with a refusal', { error: 'invalid_grant' }],
])(
  'connected again while a refresh is under way that ends %s: what the user did stands',
  async ([_name, body], { system, backend, revocations, gateTokenEndpoint }) => {
    const { grant_id } = await connectGoogle(backend)
    const gate = await gateTokenEndpoint()
    try {
      system.pass(61)
      const using = gate.gated.calendar()
      await gate.reached
      expect(await connectGoogle(backend)).toMatchObject({ grant_id })
      gate.open(body)
      expect((await using).status).toBe(200)
      expect((await backend.calendar()).status).toBe(200)
      expect(await backend.grants()).toMatchObject([{ status: 'active' }])
      expect(revocations()).toBe(0)
    } finally {
      await gate.close()
    }
  },
)

test('a vault that is closed while a refresh is under way keeps the rotated token, and answers', async ({
  system,
  backend,
  gateTokenEndpoint,
}) => {
  await connectGoogle(backend)
  const gate = await gateTokenEndpoint()
  try {
    const [before] = await system.database<{ refresh_token: string }>('select refresh_token from grants')
    system.pass(61)
    const using = gate.gated.calendar()
    await gate.reached
    const closing = gate.gated.system.vault.close()
    gate.open({ access_token: 'fresh', refresh_token: 'rotated', token_type: 'Bearer', expires_in: 60 })
    // The provider knows no such token, and its answer is the caller's.
    expect((await using).headers.get(HEADER.upstream)).toBe('1')
    await closing
    const [after] = await system.database<{ refresh_token: string }>('select refresh_token from grants')
    expect(after?.refresh_token).not.toBe(before?.refresh_token)
  } finally {
    await gate.close()
  }
})
