import { expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { flowAt, plainProvider } from './plain-flow.ts'
import { problem } from './system.ts'

type Answer = Record<string, unknown>

/** An OpenID server with rotation and reuse detection: a refresh token that is sent twice ends the grant. */
const test = vaultTest(({ plainServer }) => ({
  app: {
    providers: {
      plain: plainProvider(plainServer, { scopes: ['read'], openid: true, issuer: plainServer.origin }),
    },
  },
  vault: { allow_private_network: true },
}))
  /** Signed by nobody: the vault has it from the token endpoint itself. */
  .extend('idToken', ({ system, plainServer }) => {
    return (claims: Answer = {}, alg = 'RS256'): string => {
      const now = Math.floor(system.now() / 1000)
      const payload = { iss: plainServer.origin, aud: 'me', sub: 'ada', iat: now, exp: now + 600, ...claims }
      return `${part({ alg })}.${part(payload)}.c2ln`
    }
  })
  /** A connected account, whose server answers a refresh with `refreshed` beside fresh tokens. */
  .extend('flow', async ({ backend, plain, idToken }) => {
    const flow = { ...flowAt(backend, plain), refreshed: (): Answer => ({}) }
    const asked = await flow.authorize()
    const nonce = asked.parameters.get('nonce')
    const used = new Set<string>()
    let round = 0
    plain.answers['/account'] = () => ({ body: { sub: 'ada', email: 'ada@plain.example' } })
    plain.answers['/token'] = ({ form }) => {
      const sent = form.get('refresh_token')
      if (sent === null) return { body: { ...tokens(), id_token: idToken({ nonce }) } }
      if (used.has(sent)) return { status: 400, body: { error: 'invalid_grant' } }
      used.add(sent)
      round += 1
      return { body: { ...tokens(round), ...flow.refreshed() } }
    }
    expect(await asked.answer('code=the-code')).toMatchObject({ status: 'completed' })
    return flow
  })
  /** The refresh tokens that the server was sent. */
  .extend('sent', ({ plain }) => {
    return () => plain.requests.map(({ form }) => form.get('refresh_token')).filter((token) => token !== null)
  })

function tokens(round = 0): Answer {
  return {
    access_token: `access-${round}`,
    token_type: 'bearer',
    expires_in: 60,
    refresh_token: `refresh-${round}`,
    scope: 'openid read',
  }
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

type IdToken = (claims?: Answer, alg?: string) => string

test.for<[string, (idToken: IdToken) => Answer]>([
  ['whose clock is behind', (idToken) => ({ id_token: idToken({ exp: 1000, iat: 500 }) })],
  ['whose clock is ahead', (idToken) => ({ id_token: idToken({ iat: 9_999_999_999, nbf: 9_999_999_999 }) })],
  ['signed with ES256', (idToken) => ({ id_token: idToken({}, 'ES256') })],
  ['signed with HS256', (idToken) => ({ id_token: idToken({}, 'HS256') })],
  ['of another issuer', (idToken) => ({ id_token: idToken({ iss: 'https://tenant.example' }) })],
  ['for another audience', (idToken) => ({ id_token: idToken({ aud: 'somebody else' }) })],
  ['without times', (idToken) => ({ id_token: idToken({ iat: undefined, exp: undefined }) })],
  ['that cannot be read', () => ({ id_token: 'a.b.c.d.e' })],
  ['that is no text', () => ({ id_token: 7 })],
])(
  '12.24: a refresh with an ID token %s is as good as any',
  async ([_name, more], { system, plain, idToken, flow, sent }) => {
    flow.refreshed = () => more(idToken)
    for (let round = 1; round <= 3; round += 1) {
      system.pass(61)
      expect((await flow.use()).status).toBe(200)
      expect(plain.last('/api').headers.authorization).toBe(`Bearer access-${round}`)
    }
    expect(sent()).toEqual(['refresh-0', 'refresh-1', 'refresh-2'])
  },
)

test.for<[string, Answer, string]>([
  ['no access token', { access_token: undefined }, 'provider_unreachable'],
  ['an access token that no header can carry', { access_token: 'two\r\nlines' }, 'provider_unreachable'],
  ['an access token that is no text', { access_token: { token: 'inside' } }, 'provider_unreachable'],
  // The operator can name it in bearer_token_types.
  ['a DPoP token', { token_type: 'DPoP' }, 'provider_misconfigured'],
])(
  '12.24: a refresh with %s keeps what was rotated',
  async ([_name, more, code], { system, plain, flow, sent }) => {
    flow.refreshed = () => more
    system.pass(61)
    expect(await problem(await flow.use())).toMatchObject({ status: 502, code })
    flow.refreshed = () => ({})
    expect((await flow.use()).status).toBe(200)
    expect(sent()).toEqual(['refresh-0', 'refresh-1'])
    expect(plain.last('/api').headers.authorization).toBe('Bearer access-2')
  },
)

test.for<[string, Answer]>([
  ['a scope that is no text', { scope: 7 }],
  ['a life that is no number', { expires_in: 'soon' }],
  ['no token type', { token_type: undefined }],
])('12.24: a refresh with %s is used', async ([_name, more], { system, plain, flow }) => {
  flow.refreshed = () => more
  system.pass(61)
  expect((await flow.use()).status).toBe(200)
  expect(plain.last('/api').headers.authorization).toBe('Bearer access-1')
})

test('12.24: a refresh that brings the tokens of another user ends the grant', async ({
  system,
  backend,
  plain,
  idToken,
  flow,
  sent,
}) => {
  flow.refreshed = () => ({ id_token: idToken({ sub: 'eve' }) })
  system.pass(61)
  const before = plain.requests.filter(({ path }) => path === '/api').length
  expect(await problem(await flow.use())).toMatchObject({ status: 410, code: 'credential_revoked' })
  expect(plain.requests.filter(({ path }) => path === '/api')).toHaveLength(before)
  expect(await backend.grants()).toMatchObject([{ status: 'broken' }])
  expect(await backend.grantRows('access_token, refresh_token')).toEqual([
    { access_token: null, refresh_token: null },
  ])
  expect(await problem(await flow.use())).toMatchObject({ code: 'credential_revoked' })
  expect(sent()).toHaveLength(1)
})
