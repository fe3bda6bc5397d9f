import { HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ownVaultTest } from './fixtures.ts'
import type { ProviderConfig } from '@alter/vault'
import { listen } from './server.ts'
import { Backend, Browser, CALENDAR, connectGoogle, json, problem } from './system.ts'

const GMAIL = 'https://www.googleapis.com/auth/gmail.readonly'

/** Rows of the walkthrough's table of trouble: each from a real cause at a real OAuth server, and what repairs it. */
const test = ownVaultTest()
  .extend('hurry', ({ system }) => {
    // From here on a provider has a second to answer. Connecting takes longer on a machine that is busy.
    return async (): Promise<void> => {
      system.config.provider_timeout = 1
      system.vault = await system.secondVault()
    }
  })
  .extend('reconfigure', ({ system }) => {
    return async (change: (google: ProviderConfig) => void): Promise<void> => {
      const google = system.config.apps[0]?.providers['google']
      if (!google) throw new Error('no google')
      change(google)
      system.vault = await system.secondVault()
    }
  })
  .extend('expectRepaired', ({ backend }) => {
    return async (): Promise<void> => {
      await connectGoogle(backend)
      expect(await json(await backend.calendar())).toMatchObject({ items: expect.any(Array) })
    }
  })
  .extend('withApi', ({ system, backend, reconfigure }) => {
    return async (answer: Parameters<typeof listen>[0]) => {
      const api = await listen(answer)
      const host = `localhost:${api.port}`
      system.config.allow_private_network = true
      await reconfigure((google) => void (google.api_hosts = [host]))
      await connectGoogle(backend)
      return { api, call: () => backend.call(`http://${host}/`) }
    }
  })

test('grant_not_found: the user has not connected yet', async ({ backend, expectRepaired }) => {
  expect(await problem(await backend.calendar())).toMatchObject({
    status: 404,
    code: 'grant_not_found',
    provider: 'google',
    // No article stands before a name: whether it is "a" or "an" is heard, not spelled.
    detail: 'The user has not connected Google.',
  })
  await expectRepaired()
})

test('grant_revoked: by the user, in the app or the Wallet', async ({ system, backend, expectRepaired }) => {
  const { grant_id } = await connectGoogle(backend)
  await json(await backend.ask(`/sdk/grants/${grant_id}/revoke`, 'POST'))
  expect(system.provider.google.requests.at(-1)).toMatchObject({ path: '/revoke', status: 200 })
  expect(await problem(await backend.calendar())).toMatchObject({
    status: 410,
    code: 'grant_revoked',
    grant_id,
  })
  expect(await system.database('select access_token, refresh_token from grants')).toEqual([
    { access_token: null, refresh_token: null },
  ])
  await expectRepaired()
})

test('credential_revoked: at the provider, while the token still looked good', async ({
  system,
  backend,
  expectRepaired,
}) => {
  const { grant_id } = await connectGoogle(backend)
  await system.provider.google.revokeAll('ada@work.example')
  for (let twice = 0; twice < 2; twice += 1) {
    expect(await problem(await backend.calendar())).toMatchObject({
      status: 410,
      code: 'credential_revoked',
      grant_id,
    })
  }
  // Asked once; then it is known.
  const asked = system.provider.google.requests.filter(
    ({ path, status }) => path === '/token' && status === 400,
  )
  expect(asked).toHaveLength(1)
  expect(await backend.grants()).toMatchObject([{ status: 'revoked' }])
  await expectRepaired()
})

describe('grant_expired', () => {
  test('the time to live that the app gave it is over', async ({ system, backend, expectRepaired }) => {
    const minted = await backend.mint({
      allowed_providers: ['google'],
      grant_policy: { max_ttl_seconds: 60 },
    })
    await new Browser(system).connect(minted, { account: 'ada@work.example' })
    system.pass(61)
    expect(await problem(await backend.calendar())).toMatchObject({ status: 410, code: 'grant_expired' })
    await expectRepaired()
  })

  test('the token is over, and the provider gave no refresh token', async ({ start }) => {
    const system = await start({ google: { authorization_parameters: { access_type: 'online' } } })
    const backend = new Backend(system)
    await connectGoogle(backend)
    expect((await backend.calendar()).status).toBe(200)
    system.pass(61)
    expect(await problem(await backend.calendar())).toMatchObject({ status: 410, code: 'grant_expired' })
    await connectGoogle(backend)
  })
})

test('scope_reauth_required: the app added a scope after the user connected', async ({
  backend,
  reconfigure,
  expectRepaired,
}) => {
  await reconfigure((google) => void (google.scopes = [GMAIL]))
  const { grant_id } = await connectGoogle(backend)
  await reconfigure((google) => void (google.scopes = [GMAIL, CALENDAR]))
  expect(await backend.grants()).toMatchObject([{ missing_scopes: [CALENDAR] }])
  expect(await problem(await backend.calendar())).toMatchObject({
    status: 403,
    code: 'scope_reauth_required',
    missing_scopes: [CALENDAR],
    grant_id,
  })
  await expectRepaired()
  expect(await backend.grants()).toMatchObject([{ grant_id, missing_scopes: [] }])
})

test('policy_violation: read policy_error', async ({ system, backend, reconfigure }) => {
  await connectGoogle(backend)
  await reconfigure((google) => {
    google.policies = [{ type: 'rate_limit', name: 'gently', requests: 1, seconds: 60 }]
  })
  expect((await backend.calendar()).status).toBe(200)
  const refused = await backend.calendar()
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(await problem(refused)).toMatchObject({
    status: 403,
    code: 'policy_violation',
    policy_error: { policy: 'gently', type: 'rate_limit', retry_after: expect.any(Number) },
  })
  system.pass(61)
  expect((await backend.calendar()).status).toBe(200)
})

test('host_not_allowed: the token is for another host', async ({ backend }) => {
  await connectGoogle(backend)
  const refused = await problem(await backend.call('https://evil.example/calendar'))
  expect(refused).toMatchObject({ status: 403, code: 'host_not_allowed', host: 'evil.example' })
})

describe('the API', () => {
  test('provider_unreachable: it is down', async ({ withApi }) => {
    const { api, call } = await withApi((_request, response) => response.end())
    await api.close()
    expect(await problem(await call())).toMatchObject({ status: 502, code: 'provider_unreachable' })
  })

  test('provider_unreachable: it hangs up', async ({ withApi }) => {
    const { api, call } = await withApi((request) => request.socket.destroy())
    expect(await problem(await call())).toMatchObject({ status: 502, code: 'provider_unreachable' })
    await api.close()
  })

  test('provider_unreachable: it answers garbage', async ({ withApi }) => {
    const { api, call } = await withApi((request) => request.socket.end('garbage\r\n\r\n'))
    expect(await problem(await call())).toMatchObject({ status: 502, code: 'provider_unreachable' })
    await api.close()
  })

  test('provider_timeout: it is slow', async ({ hurry, withApi }) => {
    const { api, call } = await withApi(() => {})
    await hurry()
    expect(await problem(await call())).toMatchObject({ status: 504, code: 'provider_timeout' })
    await api.close()
  })

  test('its own errors are its own, marked as such', async ({ withApi }) => {
    const { api, call } = await withApi((_request, response) => response.writeHead(503).end('busy'))
    const answer = await call()
    expect([answer.status, await answer.text(), answer.headers.get(HEADER.upstream)]).toEqual([
      503,
      'busy',
      '1',
    ])
    await api.close()
  })
})

describe('the token endpoint, when a token must be refreshed', () => {
  test.for([
    ['error', 502, 'provider_unreachable'],
    ['garbage', 502, 'provider_unreachable'],
    ['hang', 504, 'provider_timeout'],
  ] as const)('%s: the grant lives on', async ([fault, status, code], { system, backend, hurry }) => {
    await connectGoogle(backend)
    system.pass(61)
    system.provider.google.fault = fault
    if (fault === 'hang') await hurry()
    expect(await problem(await backend.calendar())).toMatchObject({ status, code })
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
    system.provider.google.fault = 'none'
    expect((await backend.calendar()).status).toBe(200)
  })
})
