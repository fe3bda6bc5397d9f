import type {
  AuthorizeResponse,
  ConnectionList,
  CreateSessionResponse,
  Grant,
  PageSession,
  Problem,
  ProviderList,
  SessionResult,
} from '@alter/protocol'
import { http } from 'msw'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answer, setupAlterMock, type AlterMock } from '../src/node.ts'

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

/** Whatever is answered here, field by field. */
type Answer = Partial<
  CreateSessionResponse &
    PageSession &
    SessionResult &
    AuthorizeResponse &
    ProviderList &
    ConnectionList &
    Grant &
    Omit<Problem, 'status'>
>

const ask = async (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  address: string,
  body?: object | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Omit<Answer, 'status'> & { status?: unknown } }> => {
  const type = typeof body === 'string' ? 'text/plain' : 'application/json'
  const response = await fetch(new URL(address, APP), {
    method,
    headers: { 'content-type': type, origin: APP, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

const mint = async (request: object = { provider: 'google' }): Promise<CreateSessionResponse> => {
  const {
    session_token = '',
    session_id = '',
    connect_url = '',
    expires_in = 0,
  } = (await ask('POST', '/api/alter/session', request)).body
  return { session_token, session_id, connect_url, expires_in }
}

const start = (token: string): ReturnType<typeof ask> =>
  ask('POST', `${PAGE}/session/start`, {}, { authorization: `Bearer ${token}` })

const result = (token: string, wait = 0): ReturnType<typeof ask> =>
  ask('POST', `${PAGE}/session/result?wait=${wait}`, token)

/** Walks a session to the provider; answers the `state` of the authorization request. */
const leave = async (session_id: string, provider = 'google'): Promise<string> => {
  const { body } = await ask('POST', `${PAGE}/session/authorize`, { session_id, provider })
  return new URL(body.authorization_url ?? '').searchParams.get('state') ?? ''
}

const connect = async (
  account: string,
  request?: object,
): Promise<Awaited<ReturnType<typeof ask>>['body']> => {
  const { session_token, session_id } = await mint(request)
  await start(session_token)
  mock.vault.decide(await leave(session_id), { account })
  return (await result(session_token)).body
}

const connections = async (): Promise<Grant[]> =>
  (await ask('GET', '/api/alter/connections')).body.connections ?? []

describe('success', () => {
  it('runs from a minted session to a connection that is listed', async () => {
    const minted = await mint()
    expect(minted.connect_url).toBe(`${PAGE}#session=${minted.session_token}`)
    expect(minted.session_token).toMatch(/^alter_cs_[0-9a-f]{32}_[\w-]{43}$/)

    const session = (await start(minted.session_token)).body
    expect(session).toMatchObject({
      session_id: minted.session_id,
      status: 'open',
      allowed_origin: APP,
      providers: [{ id: 'google', fields: [] }],
    })

    const state = await leave(minted.session_id)
    expect(mock.vault.accounts(state).accounts[0]).toMatchObject({ account_identifier: 'ada@work.example' })
    const { location } = mock.vault.decide(state, { account: 'ada@work.example' })
    expect(location).toBe(`${PAGE}#outcome=${minted.session_id}`)

    const { body } = await result(minted.session_token)
    expect(body).toMatchObject({
      status: 'completed',
      grants: [{ provider: 'google', account_identifier: 'ada@work.example', operation: 'creation' }],
    })
    expect(body.events?.map(({ event }) => event)).toEqual([
      'page_loaded',
      'provider_selected',
      'authorization_started',
      'authorization_completed',
    ])
    expect(await connections()).toMatchObject([{ account_identifier: 'ada@work.example', status: 'active' }])
  })

  it('keeps the grant id when the same account is connected again', async () => {
    const first = await connect('ada@work.example')
    const again = await connect('ada@work.example')
    expect(again.grants).toMatchObject([{ grant_id: first.grants?.[0]?.grant_id, operation: 'reauth' }])
    expect(await connections()).toHaveLength(1)
  })

  it('wakes a waiting result as soon as there is news', async () => {
    const { session_token, session_id } = await mint()
    await start(session_token)
    const state = await leave(session_id)
    const waiting = result(session_token, 25)
    await new Promise((resolve) => setImmediate(resolve))
    mock.vault.decide(state, { account: 'ada@home.example' })
    expect((await waiting).body.status).toBe('completed')
  })

  it('answers a result that waits in vain when its time is over', async () => {
    const { session_token } = await mint()
    expect((await result(session_token, 0.01)).body.status).toBe('pending')
  })

  it('lets a picker connect several and ends with Done', async () => {
    const { session_token, session_id } = await mint({})
    expect((await start(session_token)).body.providers?.map(({ id }) => id)).toEqual(['google', 'github'])
    mock.vault.decide(await leave(session_id, 'google'), { account: 'ada@work.example' })
    mock.vault.decide(await leave(session_id, 'github'), { deny: true })
    const open = await ask('POST', `${PAGE}/session/start`, { session_id })
    expect(open.body).toMatchObject({
      status: 'open',
      error: 'access_denied',
      grants: [{ provider: 'google' }],
    })
    await ask('POST', `${PAGE}/session/complete`, { session_id })
    expect((await result(session_token)).body).toMatchObject({
      status: 'completed',
      grants: [{ provider: 'google' }],
    })
  })

  it('refuses another account than the one to be authorized again', async () => {
    const first = await connect('ada@work.example')
    const again = await connect('ada@home.example', {
      provider: 'google',
      grant_id: first.grants?.[0]?.grant_id,
    })
    expect(again).toMatchObject({ status: 'failed', error: 'account_mismatch' })
    expect(await connections()).toMatchObject([{ account_identifier: 'ada@work.example' }])
  })
})

describe('denied', () => {
  it('fails the session whatever is picked, and connects nothing', async () => {
    mock.use('denied')
    expect(await connect('ada@work.example')).toMatchObject({ status: 'failed', error: 'access_denied' })
    expect(await connections()).toEqual([])
  })
})

describe('two-accounts', () => {
  beforeEach(() => mock.use('two-accounts'))

  it('makes a call ambiguous until an account is named', async () => {
    const { status, body } = await ask('GET', '/api/calendar')
    expect(status).toBe(409)
    expect(body).toMatchObject({
      code: 'ambiguous_grant',
      accounts: [{ account_identifier: 'ada@work.example' }, { account_identifier: 'ada@home.example' }],
    })
    expect((await ask('GET', '/api/calendar?account=ADA@home.example')).body).toEqual({
      events: ['of ada@home.example'],
    })
  })

  it('calls with the default once there is one', async () => {
    const [, home] = await connections()
    const put = await ask('PUT', `/api/alter/connections/${home?.grant_id}/default`)
    expect(put.body.is_default).toBe(true)
    expect((await ask('GET', '/api/calendar')).body).toEqual({ events: ['of ada@home.example'] })
  })

  it('says that a disconnected account is revoked', async () => {
    const [work] = await connections()
    const revoked = await ask('DELETE', `/api/alter/connections/${work?.grant_id}`)
    expect(revoked.body).toMatchObject({ grant_id: work?.grant_id })
    expect(await connections()).toHaveLength(1)
    const { status, body } = await ask('GET', '/api/calendar?account=ada@work.example')
    expect([status, body.code]).toEqual([410, 'grant_revoked'])
  })

  it('brings a disconnected account back under its id', async () => {
    const [work] = await connections()
    await ask('DELETE', `/api/alter/connections/${work?.grant_id}`)
    const again = await connect('ada@work.example')
    expect(again.grants).toMatchObject([{ grant_id: work?.grant_id, operation: 'reauth' }])
  })
})

describe('what is refused', () => {
  it('a call without a connection', async () => {
    const { status, body } = await ask('GET', '/api/calendar')
    expect([status, body.code]).toEqual([404, 'grant_not_found'])
  })

  it('a provider that does not exist, by name', async () => {
    const { status, body } = await ask('POST', '/api/alter/session', { provider: 'goggle' })
    expect([status, body.code]).toEqual([400, 'unknown_provider'])
    expect(body.detail).toContain('goggle')
  })

  it('a token of no session', async () => {
    expect((await start('alter_cs_none')).body.code).toBe('invalid_token')
    expect((await result('alter_cs_none')).status).toBe(401)
  })

  it('an authorization that was decided already', async () => {
    const { session_token, session_id } = await mint()
    await start(session_token)
    const state = await leave(session_id)
    mock.vault.decide(state, { account: 'ada@work.example' })
    expect(() => mock.vault.decide(state, { account: 'ada@home.example' })).toThrow(
      'No authorization has this state',
    )
    expect(await connections()).toHaveLength(1)
  })

  it('to connect anything after a cancel', async () => {
    const { session_token, session_id } = await mint()
    await start(session_token)
    const state = await leave(session_id)
    await ask('POST', `${PAGE}/session/cancel`, session_token)
    mock.vault.decide(state, { account: 'ada@work.example' })
    expect((await result(session_token)).body.status).toBe('cancelled')
    expect(await connections()).toEqual([])
  })

  it('a scenario that does not exist, by name', () => {
    // @ts-expect-error: not a scenario
    expect(() => mock.use('sucess')).toThrow(/No scenario "sucess"; there are success, denied/)
  })
})

it('serves the Connect page its assets and logos', async () => {
  const { body } = await ask('GET', '/api/alter/providers')
  for (const { logo_url } of body.providers ?? []) {
    const logo = await fetch(logo_url)
    expect(logo.headers.get('content-type')).toBe('image/svg+xml')
  }
  const { connectPage } = await import('@alter/connect-page')
  for (const [name, asset] of Object.entries(connectPage.assets)) {
    expect(await (await fetch(`${PAGE}/assets/${name}`)).text()).toBe(asset.body)
  }
})

it('begins anew at each start', async () => {
  await connect('ada@work.example')
  mock.stop()
  await mock.start()
  expect(await connections()).toEqual([])
})
