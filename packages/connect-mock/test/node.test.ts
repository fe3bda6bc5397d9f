import type { CreateSessionResponse, Grant, GrantRevocation, Problem, SessionResult } from '@alter/protocol'
import { http } from 'msw'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answer, setupAlterMock, type AlterMock } from '@alter/connect-mock/node'

const APP = 'https://app.example'
const PAGE = `${APP}/sdk/oauth/connect`

let mock: AlterMock

beforeEach(async () => {
  mock = setupAlterMock({
    handlers: (vault) => [
      http.get(`${APP}/api/calendar`, ({ request }) =>
        answer(() => {
          const account = new URL(request.url).searchParams.get('account')
          const grant = vault.grantFor({ provider: 'google', ...(account !== null && { account }) })
          return { events: [`of ${grant.account_identifier}`] }
        }),
      ),
    ],
  })
  await mock.start()
})

afterEach(() => mock.stop())

function send(method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${APP}/${path}`, {
    method,
    headers: { 'content-type': 'application/json', origin: APP },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function ask<Body>(method: string, path: string, body?: object): Promise<Body> {
  return (await send(method, path, body)).json()
}

async function calendar(): Promise<[number, Problem['code']]> {
  const response = await send('GET', 'api/calendar')
  const { code } = await response.json()
  return [response.status, code]
}

function mint(): Promise<CreateSessionResponse> {
  return ask('POST', 'api/alter/session', { provider: 'google' })
}

async function result(token: string, wait = 0): Promise<SessionResult> {
  const response = await fetch(`${PAGE}/session/result?wait=${wait}`, { method: 'POST', body: token })
  return response.json()
}

async function connections(): Promise<Grant[]> {
  return (await ask<{ connections: Grant[] }>('GET', 'api/alter/connections')).connections
}

/** Walks a session to the provider; answers the `state` of the authorization request. */
async function leave({ session_token }: CreateSessionResponse): Promise<string> {
  const proof = { token: session_token, browser: 'ours' }
  mock.vault.start(proof)
  const { authorization_url } = mock.vault.authorize(proof, 'google')
  return new URL(authorization_url).searchParams.get('state') ?? ''
}

async function connect(account = 'ada@work.example'): Promise<SessionResult> {
  const minted = await mint()
  mock.vault.decide(await leave(minted), { account })
  return result(minted.session_token)
}

describe('scenarios', () => {
  test('success: connects the account that the user picks', async () => {
    expect(await connect('ada@home.example')).toMatchObject({ status: 'completed' })
    expect(await connections()).toMatchObject([{ account_identifier: 'ada@home.example' }])
  })

  test('denied: fails whatever is picked, and connects nothing', async () => {
    mock.use('denied')
    expect(await connect()).toMatchObject({ status: 'failed', error: 'access_denied' })
    expect(await connections()).toEqual([])
  })

  test('expired: the session is over when the user has consented', async () => {
    mock.use('expired')
    expect(await connect()).toMatchObject({ status: 'expired', error: 'session_expired' })
  })

  test('slow: answers late', async () => {
    mock.use('slow')
    const started = performance.now()
    await connections()
    expect(performance.now() - started).toBeGreaterThan(1400)
  })

  test('offline: lets no request through', async () => {
    mock.use('offline')
    await expect(send('GET', 'api/alter/connections')).rejects.toThrow(TypeError)
  })

  test('two-accounts: a call that names none is ambiguous', async () => {
    mock.use('two-accounts')
    expect(await calendar()).toEqual([409, 'ambiguous_grant'])
  })

  test('reauth: the account is listed as revoked, and works again once it is connected', async () => {
    mock.use('reauth')
    expect(await calendar()).toEqual([410, 'credential_revoked'])
    expect(await connections()).toMatchObject([{ status: 'revoked' }])
    expect((await connect()).grants).toMatchObject([{ operation: 'reauth' }])
    expect((await calendar())[0]).toBe(200)
  })

  test('scope-missing: the permission is named, and given once it is asked for', async () => {
    mock.use('scope-missing')
    expect(await calendar()).toEqual([403, 'scope_reauth_required'])
    const [grant] = await connections()
    expect(grant?.missing_scopes).toEqual(['https://www.googleapis.com/auth/calendar.readonly'])
    await connect()
    expect((await calendar())[0]).toBe(200)
  })

  test('policy-denied: says which policy, and why', async () => {
    mock.use('policy-denied')
    const problem = await ask<Problem>('GET', 'api/calendar')
    expect(problem).toMatchObject({ code: 'policy_violation', policy_error: { type: 'time_window' } })
  })

  test('12.23 reauth: the list says why, in the words of the provider', async () => {
    mock.use('reauth')
    const [grant] = await connections()
    expect(grant?.ended_reason).toMatch(/^Google refused with invalid_grant: /)
    await connect()
    expect((await connections())[0]).not.toHaveProperty('ended_reason')
  })

  test.each([
    ['success', 'done', undefined],
    ['revocation-failed', 'failed', 'https://google.example/connected-apps'],
    ['revocation-not-supported', 'not_supported', 'https://google.example/connected-apps'],
  ] as const)('12.23 %s: what the provider makes of it is %s', async (scenario, said, url) => {
    mock.use(scenario)
    if (scenario === 'success') await connect()
    const [grant] = await connections()
    const released = await ask<GrantRevocation>('DELETE', `api/alter/connections/${grant?.grant_id}`)
    expect(released.provider_revocation).toBe(said)
    expect(released.manage_url).toBe(url)
    expect(await connections()).toEqual([])
  })

  test('one that does not exist is named, with those that do', () => {
    // @ts-expect-error: not a scenario
    expect(() => mock.use('sucess')).toThrow(/No scenario "sucess"; there are success, denied/)
  })
})

describe('time', () => {
  test('ends a session, and wakes the poll that waits for it', async () => {
    const { session_token } = await mint()
    const waiting = result(session_token, 25)
    await new Promise((resolve) => setImmediate(resolve))
    mock.advance(600)
    expect((await waiting).status).toBe('expired')
  })

  test('ends the life of a connection', async () => {
    mock.stop()
    mock = setupAlterMock({ grantTtl: 3600 })
    await mock.start()
    await connect()
    expect(await connections()).toMatchObject([{ status: 'active' }])
    mock.advance(3600)
    expect(await connections()).toMatchObject([{ status: 'expired' }])
    expect(() => mock.vault.grantFor({ provider: 'google' })).toThrow('expired')
  })
})

describe('conditions', () => {
  test('delays an endpoint', async () => {
    mock.delay('connections', 300)
    const started = performance.now()
    await connections()
    expect(performance.now() - started).toBeGreaterThan(290)
  })

  test('fails with a status and no problem document, as a load balancer does', async () => {
    mock.fail('connections', 503)
    const response = await send('GET', 'api/alter/connections')
    expect([response.status, response.headers.get('content-type')]).toEqual([503, 'text/plain;charset=UTF-8'])
  })

  test('fails with the problem of a code', async () => {
    mock.fail('session', 'rate_limited')
    expect(await ask<Problem>('POST', 'api/alter/session', {})).toMatchObject({ code: 'rate_limited' })
  })

  test('fails without an answer, as often as it is asked to', async () => {
    mock.fail('providers', 'network', { times: 2 })
    await expect(send('GET', 'api/alter/providers')).rejects.toThrow(TypeError)
    await expect(send('GET', 'api/alter/providers')).rejects.toThrow(TypeError)
    expect((await send('GET', 'api/alter/providers')).status).toBe(200)
  })

  test('keeps the delay beside the failure, and ends both', async () => {
    mock.delay('connections', 20)
    mock.fail('connections', 500)
    expect(mock.vault.condition('connections')).toEqual({ delay: 20, fault: 500 })
    mock.heal()
    expect((await send('GET', 'api/alter/connections')).status).toBe(200)
  })

  test('ends with the scenario', async () => {
    mock.fail('connections', 500)
    mock.use('success')
    expect(await connections()).toEqual([])
  })

  test('one for an endpoint that does not exist is named', () => {
    // @ts-expect-error: not an endpoint
    expect(() => mock.delay('sessions', 1)).toThrow(/No endpoint "sessions"; there are session, providers/)
  })
})

describe('seed', () => {
  test('lists the accounts that the test names, in any status', async () => {
    mock.vault.seed([
      { provider: 'google', account_identifier: 'ada@work.example', status: 'broken' },
      { provider: 'google', account_identifier: 'ada@home.example', missing_scopes: ['email'] },
      { provider: 'slack', provider_name: 'Slack', account_identifier: 'ada' },
    ])
    expect(await connections()).toMatchObject([
      { account_identifier: 'ada@work.example', status: 'broken', account_display_name: 'Ada Lovelace' },
      { provider_name: 'Google', status: 'active', missing_scopes: ['email'] },
      { provider_name: 'Slack', logo_url: `${APP}/sdk/providers/slack/logo.svg`, missing_scopes: [] },
    ])
  })

  test('connecting a seeded account again repairs it under its own id', async () => {
    mock.vault.seed([
      {
        provider: 'google',
        account_identifier: 'ada@work.example',
        grant_id: 'g1',
        missing_scopes: ['email'],
      },
    ])
    await connect('ada@work.example')
    expect(await connections()).toMatchObject([{ grant_id: 'g1', status: 'active', missing_scopes: [] }])
  })
})

test('serves the Connect page its assets and logos', async () => {
  const { providers } = await ask<{ providers: { logo_url: string }[] }>('GET', 'api/alter/providers')
  for (const { logo_url } of providers) {
    expect((await fetch(logo_url)).headers.get('content-type')).toBe('image/svg+xml')
  }
  const { connectPage } = await import('@alter/connect-page')
  for (const [name, asset] of Object.entries(connectPage.assets)) {
    expect(await (await fetch(`${PAGE}/assets/${name}`)).text()).toBe(asset.body)
  }
})

test('starts again at each start', async () => {
  await connect()
  mock.stop()
  await mock.start()
  expect(await connections()).toEqual([])
})
