import type { ServerResponse } from 'node:http'
import { type GrantEvent, type GrantPage, type GrantRevocation, HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { ownVaultTest } from './fixtures.ts'
import { flowAt, plainProvider, tokens } from './plain-flow.ts'
import type { PlainServer } from './plain-server.ts'
import { listen } from './server.ts'
import { Backend, json, type System, VAULT } from './system.ts'

/** Too long to stand in sealed text by chance. */
const ACCOUNT = 'ada-at-the-plain-server'
const TOKENS = { access_token: 'the-access', refresh_token: 'the-refresh', expires_in: 60 }

/** Its endpoint for revocations. */
function withRevocation({ origin }: PlainServer): ProviderConfig {
  return { revocation_endpoint: `${origin}/revoke` }
}

const test = ownVaultTest()
  /** What the revocation endpoint of the plain server answers. */
  .extend('endpoint', { auto: true }, ({ plain }) => {
    const endpoint = { status: 200 }
    plain.answers = {
      '/token': () => ({ body: tokens(TOKENS) }),
      '/account': () => ({ body: { id: 7, username: ACCOUNT } }),
      '/revoke': () => ({
        status: endpoint.status,
        body: endpoint.status === 400 ? { error: 'unsupported_token_type' } : {},
      }),
    }
    return endpoint
  })
  /** A vault with a provider at that server, of which this is said. */
  .extend('begin', ({ start, plain, receiver }) => {
    return async (config: ProviderConfig = withRevocation(plain)): Promise<Vaults> => {
      const provider = plainProvider(plain, {
        scopes: [],
        manage_url: 'https://plain.example/apps',
        ...config,
      })
      const system = await start({
        app: { webhook: receiver.webhook, providers: { plain: provider } },
        vault: { allow_private_network: true },
      })
      const backend = new Backend(system)
      return {
        system,
        backend,
        async connect() {
          const { grants } = await flowAt(backend, plain).connect()
          return grants[0]?.grant_id ?? ''
        },
        async revoke(id) {
          const path = `${VAULT}/sdk/grants/${id}/revoke`
          const headers = { [HEADER.apiKey]: system.apiKey }
          return json(await system.vault.fetch(new Request(path, { method: 'POST', headers })))
        },
        held: () => system.database('select attempts from provider_revocations'),
        anotherVault: async () => void (await system.secondVault()),
      }
    }
  })
  .extend('nextOf', ({ receiver }) => {
    return async (type: GrantEvent['type']): Promise<GrantEvent> => {
      for (;;) {
        const event = await receiver.nextEvent()
        if (event.type === type) return event
      }
    }
  })
  /** How often the server was asked to revoke. */
  .extend('given', ({ plain }) => {
    return () => plain.requests.filter(({ path }) => path === '/revoke').length
  })

interface Vaults {
  system: System
  backend: Backend
  /** Answers the id of the grant, if there is one. */
  connect: () => Promise<string>
  /** By the app itself: a user's token does not live for days. */
  revoke: (id: string) => Promise<GrantRevocation>
  /** What is still to be revoked. */
  held: () => Promise<{ attempts: number }[]>
  /** As after a restart: what is due is done at the start. */
  anotherVault: () => Promise<void>
}

describe('12.23: a grant that is revoked says whether its provider ended it', () => {
  test.for<[GrantRevocation['provider_revocation'], string, (at: PlainServer) => ProviderConfig, number?]>([
    ['done', 'which says yes', withRevocation],
    ['not_supported', 'which has no endpoint for it', () => ({})],
    [
      'not_supported',
      'of which is known that it forgets nothing',
      (at) => ({ ...withRevocation(at), revocation_ends_access: false }),
    ],
    ['failed', 'which is out of order', withRevocation, 503],
    ['not_supported', 'which takes no such token', withRevocation, 400],
  ])(
    '%s, %s: in the answer and to the webhook',
    async ([outcome, _name, config, status = 200], { plain, endpoint, begin, nextOf }) => {
      const { backend, connect, revoke, held } = await begin(config(plain))
      endpoint.status = status
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
    },
  )
})

describe('12.23: a revocation that failed', () => {
  test('is tried again by one process, while the others look on', async ({ begin }) => {
    const waiting: ServerResponse[] = []
    const door = await listen((_request, response) => void waiting.push(response))
    try {
      const { system, connect, revoke, held, anotherVault } = await begin({
        revocation_endpoint: `http://localhost:${door.port}/revoke`,
      })
      const revoking = connect().then(revoke)
      await expect.poll(() => waiting.length).toBe(1)
      waiting[0]?.writeHead(500).end()
      await revoking
      system.pass(61)
      await anotherVault()
      await expect.poll(() => waiting.length).toBe(2)
      await anotherVault()
      await anotherVault()
      waiting[1]?.writeHead(200).end()
      await expect.poll(held).toEqual([])
      expect(waiting).toHaveLength(2)
    } finally {
      await door.close()
    }
  })

  test('W11: does not wait for another provider that hangs', async ({ plain, endpoint, start, given }) => {
    const hanging: ServerResponse[] = []
    const door = await listen((_request, response) => void hanging.push(response))
    try {
      const slow = plainProvider(plain, {
        scopes: [],
        revocation_endpoint: `http://localhost:${door.port}/revoke`,
      })
      const system = await start({
        app: { providers: { slow, plain: plainProvider(plain, { scopes: [], ...withRevocation(plain) }) } },
        // Longer than this test waits.
        vault: { allow_private_network: true, provider_timeout: 600 },
      })
      const backend = new Backend(system)
      async function revoke(provider: string): Promise<void> {
        const { grants } = await flowAt(backend, plain, provider).connect()
        const path = `/sdk/grants/${grants[0]?.grant_id}/revoke`
        expect(await json(await backend.ask(path, 'POST'))).toMatchObject({
          provider_revocation: 'failed',
        })
      }
      endpoint.status = 500
      const revoking = revoke('slow')
      await expect.poll(() => hanging.length).toBe(1)
      hanging[0]?.writeHead(500).end()
      await revoking
      system.pass(1)
      await revoke('plain')
      endpoint.status = 200
      system.pass(62)
      await system.secondVault()
      await expect.poll(() => hanging.length).toBe(2)
      await expect.poll(given).toBe(2)
      hanging[1]?.writeHead(200).end()
    } finally {
      await door.close()
    }
  })

  test('is tried again until the provider has heard of it', async ({ plain, endpoint, begin, given }) => {
    const { system, connect, revoke, held, anotherVault } = await begin()
    const id = await connect()
    endpoint.status = 500
    expect(await revoke(id)).toMatchObject({ provider_revocation: 'failed' })
    expect(given()).toBe(1)
    system.pass(61)
    endpoint.status = 200
    await Promise.all([anotherVault(), anotherVault(), anotherVault()])
    await expect.poll(held).toEqual([])
    expect(given()).toBe(2)
    expect(plain.last('/revoke').form.get('token')).toBe('the-refresh')
    expect(await revoke(id)).toMatchObject({ provider_revocation: 'done' })
  })

  test('is tried again for tokens that no grant came to hold', async ({ plain, endpoint, begin, given }) => {
    // The user left a scope out, so the flow fails.
    const { system, connect, held, anotherVault } = await begin({
      ...withRevocation(plain),
      scopes: ['read', 'write'],
    })
    plain.answers['/token'] = () => ({ body: tokens({ ...TOKENS, scope: 'read' }) })
    endpoint.status = 500
    expect(await connect()).toBe('')
    expect(given()).toBe(1)
    expect(await held()).toEqual([{ attempts: 1 }])
    system.pass(61)
    endpoint.status = 200
    await Promise.all([anotherVault(), anotherVault()])
    await expect.poll(held).toEqual([])
    expect(given()).toBe(2)
    expect(plain.last('/revoke').form.get('token')).toBe('the-refresh')
  })

  test('is given up after a while, and its tokens are forgotten', async ({ endpoint, begin, given }) => {
    const { system, connect, revoke, held, anotherVault } = await begin()
    const id = await connect()
    endpoint.status = 500
    await revoke(id)
    for (let attempts = 1; attempts <= 6; attempts += 1) {
      await expect.poll(held).toEqual([{ attempts }])
      system.pass(86_401)
      await anotherVault()
    }
    await expect.poll(held).toEqual([])
    expect(given()).toBe(7)
    expect(await revoke(id)).toMatchObject({ provider_revocation: 'failed' })
  })

  test('is kept sealed, without the account', async ({ endpoint, begin }) => {
    const { system, connect, revoke } = await begin()
    const id = await connect()
    endpoint.status = 500
    await revoke(id)
    const rows = await system.database('select * from provider_revocations')
    const kept = JSON.stringify(rows)
    for (const secret of ['the-refresh', 'the-access', ACCOUNT]) expect(kept).not.toContain(secret)
  })

  test('is left alone once the user has connected again', async ({ endpoint, begin, given }) => {
    const { system, backend, connect, revoke, held, anotherVault } = await begin()
    const id = await connect()
    endpoint.status = 500
    await revoke(id)
    expect(await connect()).toBe(id)
    system.pass(61)
    await anotherVault()
    await expect.poll(held).toEqual([])
    expect(given()).toBe(1)
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  })

  test('keeps no other waiting when somebody rewrote it', async ({ endpoint, begin }) => {
    const { system, connect, revoke, held, anotherVault } = await begin()
    const id = await connect()
    endpoint.status = 500
    await revoke(id)
    system.pass(1)
    await revoke(await connect())
    await system.database(
      "update provider_revocations set event = '{' where next_at = (select min(next_at) from provider_revocations)",
    )
    endpoint.status = 200
    system.pass(62)
    await anotherVault()
    await expect.poll(held).toHaveLength(1)
  })

  test('is tried again in time after the clock was set back', async ({ endpoint, begin, given }) => {
    const { system, connect, revoke, held, anotherVault } = await begin()
    const id = await connect()
    endpoint.status = 500
    await revoke(id)
    expect(given()).toBe(1)
    endpoint.status = 200
    system.pass(-86_400)
    // It notices at its start that nothing can be due so late.
    await anotherVault()
    await expect
      .poll(() =>
        system.database('select next_at from provider_revocations where next_at > ?', system.now() + 61_000),
      )
      .toEqual([])
    system.pass(61)
    await anotherVault()
    await expect.poll(given).toBe(2)
    await expect.poll(held).toEqual([])
  })

  test('goes on when the user is forgotten', async ({ endpoint, begin, given }) => {
    const { system, connect, held, anotherVault } = await begin()
    await connect()
    endpoint.status = 500
    const headers = { [HEADER.apiKey]: system.apiKey }
    const path = `${VAULT}/sdk/users/ada`
    await json(await system.vault.fetch(new Request(path, { method: 'DELETE', headers })))
    expect(given()).toBe(1)
    endpoint.status = 200
    system.pass(61)
    await anotherVault()
    await expect.poll(given).toBe(2)
    await expect.poll(held).toEqual([])
  })
})

test('12.23: an account that is connected while its user is being forgotten is revoked too', async ({
  plain,
  begin,
  given,
}) => {
  const { system, backend, connect } = await begin()
  await connect()
  // The deletion is earlier than the token with which the user comes back.
  system.pass(-10)
  plain.meanwhile['/revoke'] = async () => {
    plain.meanwhile = {}
    expect(await connect()).not.toBe('')
    await backend.mint({ allowed_providers: ['plain'] })
  }
  expect(await json(await backend.ask('/sdk/users/ada', 'DELETE'))).toMatchObject({ grants_revoked: 2 })
  expect(given()).toBe(2)
  for (const table of ['users', 'sessions', 'grants']) {
    expect(await system.database(`select id from ${table}`)).toEqual([])
  }
})
