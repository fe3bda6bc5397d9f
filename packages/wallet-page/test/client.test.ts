import { expect, test } from 'vitest'
import type { Platform } from '../src/platform.ts'
import { vaultClient } from '../src/vault/client.ts'

interface Call {
  url: string
  method: string
  header: string | null
  body: string
}

/** The rim of a browser, as far as the client needs it. */
function platformWith(answer: () => Response | Promise<Response>, isOnline = true): [Platform, Call[]] {
  const calls: Call[] = []
  const part: Pick<Platform, 'base' | 'online' | 'fetch'> = {
    base: '/vault/wallet',
    online: () => isOnline,
    fetch: async (input, init) => {
      if (typeof input !== 'string') throw new TypeError('The client asks by address')
      const request = new Request(new URL(input, 'https://vault.example'), init)
      calls.push({
        url: request.url,
        method: request.method,
        header: request.headers.get('x-alter-wallet'),
        body: await request.text(),
      })
      return answer()
    },
  }
  return [Object.assign(Object.create(null), part), calls]
}

function problem(status: number, code: string): Response {
  return Response.json({ code, request_id: 'r1' }, { status })
}

test('asks below the Wallet, in the language of the page', async () => {
  const [platform, calls] = platformWith(() => Response.json({ apps: [], approvals: [] }))
  expect(await vaultClient(platform, 'de').home()).toEqual({
    status: 'given',
    value: { apps: [], approvals: [] },
  })
  expect(calls).toEqual([
    { url: 'https://vault.example/vault/wallet/api/home?locale=de', method: 'GET', header: null, body: '' },
  ])
})

test('calls with changes have the header that other sites cannot send', async () => {
  const [platform, calls] = platformWith(() => Response.json({ delegation_id: 'd', removed_at: 'now' }))
  await vaultClient(platform, 'en').removeAgent('a/b')
  expect(calls).toEqual([
    {
      url: 'https://vault.example/vault/wallet/api/delegations/a%2Fb/remove?locale=en',
      method: 'POST',
      header: '1',
      body: '',
    },
  ])
})

test('a denial carries its reason, where there is one', async () => {
  const [platform, calls] = platformWith(() => problem(409, 'session_ended'))
  await vaultClient(platform, 'en').deny('a', '')
  await vaultClient(platform, 'en').deny('a', 'Not now')
  expect(calls.map(({ body }) => body)).toEqual(['{}', '{"reason":"Not now"}'])
})

test.each([
  [401, 'session_expired', 'signed_out'],
  [403, 'origin_not_allowed', 'refused'],
  [404, 'not_found', 'not_found'],
  [409, 'session_ended', 'conflict'],
  [410, 'grant_revoked', 'conflict'],
  [429, 'rate_limited', 'rate_limited'],
  [500, 'internal_error', 'unreachable'],
  [503, 'unavailable', 'unreachable'],
])('%i %s is %s', async (status, code, trouble) => {
  const [platform] = platformWith(() => problem(status, code))
  expect(await vaultClient(platform, 'en').home()).toEqual({
    status: 'refused',
    trouble: { code: trouble, problem: code, request: 'r1' },
  })
})

test.each([
  ['no JSON', new Response('<html>')],
  ['another shape', Response.json({ apps: 'all' })],
  ['a part of another shape', Response.json({ apps: [{ app_id: 1 }], approvals: [] })],
])('%s is no answer', async (_what, response) => {
  const [platform] = platformWith(() => response)
  expect(await vaultClient(platform, 'en').home()).toEqual({
    status: 'refused',
    trouble: { code: 'unreachable' },
  })
})

test('who is offline is told so', async () => {
  const [platform] = platformWith(() => Promise.reject(new TypeError('Failed to fetch')), false)
  expect(await vaultClient(platform, 'en').home()).toEqual({
    status: 'refused',
    trouble: { code: 'offline' },
  })
})

test('days of the user’s calendar are sent as instants', async () => {
  const [platform, calls] = platformWith(() => Response.json({ activity: [] }))
  await vaultClient(platform, 'en').activity({ from: '2026-11-01', to: '2026-11-01', outcome: 'ok' }, 'c')
  const query = new URL(calls[0]?.url ?? '').searchParams
  expect(Object.fromEntries(query)).toEqual({
    from: new Date('2026-11-01T00:00:00').toISOString(),
    to: new Date('2026-11-01T23:59:59.999').toISOString(),
    outcome: 'ok',
    before: 'c',
    locale: 'en',
  })
})
