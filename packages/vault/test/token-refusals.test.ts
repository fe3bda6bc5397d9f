import { type GrantEvent, HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { flowAt, plainProvider } from './plain-flow.ts'
import { type Backend, problem } from './system.ts'
import { stopClock } from './stop-clock.ts'

const test = vaultTest(({ receiver }) => ({
  app: { webhook: receiver.webhook },
  vault: { allow_private_network: true },
}))
  /** What a plain OAuth 2 server and its API answer to the tokens that they issued. */
  .extend('tokens', { auto: true }, ({ plain }) => {
    const tokens = {
      issued: 0,
      /** Given along with each access token. */
      refreshToken: undefined as string | undefined,
      /** Whether the API takes it. */
      api: (_token: string): boolean => true,
      /** The status of the account document. */
      account: (_token: string): number => 200,
    }
    plain.answers = {
      '/token': () => {
        tokens.issued += 1
        const access_token = `token-${tokens.issued}`
        return { body: { access_token, token_type: 'bearer', refresh_token: tokens.refreshToken } }
      },
      '/account': ({ headers }) => {
        const status = tokens.account(bearerOf(headers.authorization))
        return { status, body: status === 200 ? { id: 7, username: 'ada' } : {} }
      },
      '/api': ({ headers }) =>
        tokens.api(bearerOf(headers.authorization))
          ? { body: { ok: true } }
          : { status: 401, body: { bad: true } },
    }
    return tokens
  })
  /** A connected account of a provider, and what was asked of its server since. */
  .extend('connect', ({ backendWith, plain }) => {
    return async (id = 'plain', hasDocument = true): Promise<Connected> => {
      const { userinfo_endpoint: _, ...rest } = plainProvider(plain, { scopes: [] })
      const provider = hasDocument ? plainProvider(plain, { scopes: [] }) : rest
      const backend = await backendWith({ app: { providers: { [id]: provider } } })
      expect(await flowAt(backend, plain, id).connect()).toMatchObject({ status: 'completed' })
      plain.requests = []
      return {
        backend,
        use: (init = {}, headers = {}) =>
          backend.call(`${plain.origin}/api`, { [HEADER.provider]: id, ...headers }, init),
      }
    }
  })
  /** The next event of this user: those of the tests before arrive too. */
  .extend('nextEvent', ({ receiver, user }) => {
    return async (type: GrantEvent['type']): Promise<GrantEvent> => {
      for (;;) {
        const event = await receiver.nextEvent()
        if (event.type === type && event.data.user_id === user) return event
      }
    }
  })
  .extend('asked', ({ plain }) => {
    return (path: string): number => plain.requests.filter((request) => request.path === path).length
  })

interface Connected {
  backend: Backend
  use: (init?: RequestInit, headers?: Record<string, string>) => Promise<Response>
}

function bearerOf(authorization = ''): string {
  return authorization.replace('Bearer ', '')
}

describe('12.5: a token without a refresh token that the API refuses', () => {
  test('ends the grant where the account document refuses it too, which is listed and sent to the webhook', async ({
    tokens,
    connect,
    nextEvent,
    asked,
  }) => {
    const { backend, use } = await connect()
    tokens.api = () => false
    tokens.account = () => 401
    expect(await problem(await use())).toMatchObject({ status: 410, code: 'credential_revoked' })
    expect(await backend.grants()).toMatchObject([{ status: 'revoked' }])
    expect(await nextEvent('grant.revoked')).toMatchObject({ data: { status: 'revoked' } })
    expect(await problem(await use())).toMatchObject({ code: 'credential_revoked' })
    expect(asked('/api')).toBe(1)
    expect(asked('/account')).toBe(1)
  })

  test.for<[string, number]>([
    ['takes it', 200],
    ['lacks a permission', 403],
    ['is gone', 404],
    ['is out of order', 500],
    ['is asked too often', 429],
  ])(
    'changes nothing where the account document %s: the answer is the API’s',
    async ([_name, status], { tokens, connect }) => {
      const { backend, use } = await connect()
      tokens.api = () => false
      tokens.account = () => status
      for (let call = 0; call < 3; call += 1) {
        const answer = await use()
        expect([answer.status, answer.headers.get(HEADER.upstream)]).toEqual([401, '1'])
        expect(await answer.json()).toEqual({ bad: true })
      }
      expect(await backend.grants()).toMatchObject([{ status: 'active' }])
      tokens.api = () => true
      expect((await use()).status).toBe(200)
    },
  )

  test('changes nothing where the provider has no account document', async ({ plain, tokens, connect }) => {
    plain.answers['/token'] = () => ({
      body: { access_token: 'token-1', token_type: 'bearer', id: 7, username: 'ada' },
    })
    const { backend, use } = await connect('plain', false)
    tokens.api = () => false
    expect((await use()).status).toBe(401)
    expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  })

  test('is asked for seldom, and once for many calls', async ({ system, tokens, connect, asked }) => {
    stopClock()
    const { use } = await connect()
    tokens.api = () => false
    await Promise.all(Array.from({ length: 20 }, () => use()))
    for (let call = 0; call < 20; call += 1) await use()
    expect(asked('/account')).toBeLessThanOrEqual(5)
    const before = asked('/account')
    system.pass(-60)
    await use()
    expect(asked('/account')).toBe(before + 1)
    system.pass(61)
    tokens.account = () => 401
    expect(await problem(await use())).toMatchObject({ code: 'credential_revoked' })
  })

  test('ends it whatever was sent: a body that cannot be repeated too', async ({ tokens, connect }) => {
    const { use } = await connect()
    tokens.api = () => false
    tokens.account = () => 401
    const answer = await use(LONG)
    expect(await problem(answer)).toMatchObject({ code: 'credential_revoked' })
  })
})

test('12.5: refused in the words of its provider, with status 200, it is a refusal', async ({
  plain,
  connect,
}) => {
  plain.answers['/token'] = () => ({
    body: {
      ok: true,
      team: { id: 'T1' },
      authed_user: { id: 'U1', access_token: 'xoxp-1', token_type: 'user', scope: '' },
    },
  })
  const alive = { body: { ok: true, team: 'Engines', user: 'ada', team_id: 'T1', user_id: 'U1' } }
  const dead = { body: { ok: false, error: 'token_revoked' } }
  plain.answers['/account'] = () => alive
  const { backend, use } = await connect('slack')
  expect(await (await use()).json()).toEqual({ ok: true })
  plain.answers['/api'] = () => dead
  expect(await (await use()).json()).toEqual({ ok: false, error: 'token_revoked' })
  expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  plain.answers['/account'] = () => dead
  expect(await problem(await use())).toMatchObject({ code: 'credential_revoked' })
})

test('12.5: a fresh token that is refused ends the grant where the account document refuses it too', async ({
  tokens,
  connect,
}) => {
  tokens.refreshToken = 'the-refresh-token'
  const { backend, use } = await connect()
  tokens.api = () => false
  expect((await use()).status).toBe(401)
  expect(await backend.grants()).toMatchObject([{ status: 'active' }])
  tokens.account = () => 401
  expect(await problem(await use())).toMatchObject({ code: 'credential_revoked' })
  expect(await backend.grants()).toMatchObject([{ status: 'revoked' }])
})

/** Longer than what the vault keeps. */
const LONG: RequestInit = { method: 'PUT', body: 'x'.repeat(2_000_000) }

describe('12.6: a body that cannot be sent again', () => {
  test('has the token refreshed all the same, and says so: the next call is taken', async ({
    plain,
    tokens,
    connect,
  }) => {
    tokens.refreshToken = 'the-refresh-token'
    const { use } = await connect()
    tokens.api = (token) => token !== 'token-1'
    const refused = await use(LONG)
    expect([refused.status, refused.headers.get(HEADER.renewed)]).toEqual([401, '1'])
    expect(await refused.json()).toEqual({ bad: true })
    const taken = await use(LONG)
    expect([taken.status, taken.headers.get(HEADER.renewed)]).toEqual([200, null])
    expect(plain.requests.filter(({ form }) => form.has('refresh_token'))).toHaveLength(1)
  })

  test('is not said of a token that nothing could renew', async ({ tokens, connect }) => {
    const { use } = await connect()
    tokens.api = () => false
    const refused = await use(LONG)
    expect([refused.status, refused.headers.get(HEADER.renewed)]).toEqual([401, null])
  })

  test('names a grant that is over', async ({ plain, tokens, connect }) => {
    tokens.refreshToken = 'the-refresh-token'
    const { use } = await connect()
    tokens.api = () => false
    plain.answers['/token'] = () => ({ status: 400, body: { error: 'invalid_grant' } })
    expect(await problem(await use(LONG))).toMatchObject({ code: 'credential_revoked' })
  })

  test('that was sent again by the vault says nothing of it', async ({ tokens, connect }) => {
    tokens.refreshToken = 'the-refresh-token'
    const { use } = await connect()
    tokens.api = (token) => token !== 'token-1'
    const answer = await use({ method: 'PUT', body: 'small' }, { 'content-length': '5' })
    expect([answer.status, answer.headers.get(HEADER.renewed)]).toEqual([200, null])
  })
})
