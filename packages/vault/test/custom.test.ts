import { describe, expect } from 'vitest'
import { ownVaultTest, vaultTest, type VaultTest } from './fixtures.ts'
import { tokens } from './plain-flow.ts'
import type { ProviderConfig } from '@alter/vault'
import { clientAuthenticationOf, type PlainServer } from './plain-server.ts'
import { problem } from './system.ts'

type Answer = ReturnType<PlainServer['answers'][string]>

/** A plain OAuth 2 server that nobody has a catalog entry for, in the shapes such servers come in. */
const test = withProvider(vaultTest())
const alone = withProvider(ownVaultTest())

function withProvider(base: VaultTest) {
  return base
    .extend('begin', ({ startFlow }) => {
      return (config: ProviderConfig = {}) =>
        startFlow('plain', () => ({ client_secret: 's3cr3t:/%', ...config }))
    })
    .extend('scopes', ({ user, system }) => {
      return async (): Promise<string[]> => {
        const [row] = await system.database<{ scopes: string }>(
          'select scopes from grants where user_id in (select id from users where subject = ?)',
          user,
        )
        return JSON.parse(row?.scopes ?? '[]')
      }
    })
}

test.for(['client_secret_basic', 'client_secret_post'] as const)(
  'a server that needs %s',
  async (method, { plain, begin }) => {
    const flow = await begin({ client_authentication: method })
    expect(await flow.connect()).toMatchObject({
      status: 'completed',
      grants: [{ account_identifier: 'ada@plain.example' }],
    })
    const { form, headers } = plain.last('/token')
    expect(clientAuthenticationOf(plain.last('/token'))).toBe(method)
    if (method === 'client_secret_post') expect(form.get('client_secret')).toBe('s3cr3t:/%')
    // RFC 6749 §2.3.1: each half is form-encoded before it is joined.
    else expect(headers.authorization).toBe(`Basic ${Buffer.from('me:s3cr3t%3A%2F%25').toString('base64')}`)
  },
)

describe('scopes', () => {
  test.for<[string, unknown]>([
    ['a comma list', 'read,write'],
    ['a comma list with spaces', 'read, write'],
    ['a JSON list', ['read', 'write']],
    ['nothing: those that were asked for', undefined],
    ['null', null],
  ])('come as %s', async ([, scope], { plain, begin, scopes }) => {
    plain.answers['/token'] = () => ({ body: tokens({ scope }) })
    const flow = await begin({ scope_separator: ',' })
    expect(await flow.connect()).toMatchObject({ status: 'completed' })
    expect(await scopes()).toEqual(['read', 'write'])
  })

  test('fewer than required end in scope_denied', async ({ plain, begin }) => {
    plain.answers['/token'] = () => ({ body: tokens({ scope: 'read' }) })
    const flow = await begin()
    expect(await flow.connect()).toMatchObject({ status: 'failed', error: 'scope_denied' })
  })
})

describe('a token response', () => {
  alone('without expires_in is used until the API refuses it', async ({ plain, begin }) => {
    const flow = await begin()
    await flow.connect()
    flow.system.pass(3000)
    expect((await flow.use()).status).toBe(200)
    expect(plain.requests.filter(({ path }) => path === '/token')).toHaveLength(1)
    plain.answers['/token'] = () => ({ body: { access_token: 'two', token_type: 'bearer' } })
    plain.answers['/api'] = ({ headers }) => ({
      status: headers.authorization === 'Bearer two' ? 200 : 401,
      body: {},
    })
    expect((await flow.use()).status).toBe(200)
    expect(plain.last('/token').form.get('refresh_token')).toBe('refresh-one')
  })

  test('that does not rotate keeps the refresh token there was', async ({ plain, begin }) => {
    plain.answers['/token'] = () => ({ body: tokens({ expires_in: 60 }) })
    const flow = await begin()
    await flow.connect()
    plain.answers['/token'] = () => ({
      body: { access_token: 'two', token_type: 'bearer', expires_in: '60', refresh_token: '' },
    })
    for (let round = 0; round < 2; round += 1) {
      flow.system.pass(61)
      expect((await flow.use()).status).toBe(200)
      expect(plain.last('/token').form.get('refresh_token')).toBe('refresh-one')
    }
  })

  test('without a refresh token keeps the one there was, when a live grant is authorized again', async ({
    plain,
    begin,
  }) => {
    const flow = await begin()
    await flow.connect()
    plain.answers['/token'] = () => ({
      body: { access_token: 'two', token_type: 'bearer', expires_in: 60, scope: 'read write' },
    })
    expect(await flow.connect()).toMatchObject({ grants: [{ operation: 'reauth' }] })
    flow.system.pass(61)
    expect((await flow.use()).status).toBe(200)
    expect(plain.last('/token').form.get('refresh_token')).toBe('refresh-one')
  })

  test('that is a form instead of JSON', async ({ plain, begin }) => {
    plain.answers['/token'] = () => ({
      type: 'application/x-www-form-urlencoded',
      body: 'access_token=one&scope=read%2Cwrite&token_type=bearer',
    })
    const flow = await begin()
    expect(await flow.connect()).toMatchObject({ status: 'completed' })
    expect(plain.last('/account').headers.authorization).toBe('Bearer one')
  })

  test.for<[string, Record<string, unknown>]>([
    ['a refresh token that is false', { refresh_token: false }],
    ['a refresh token that is a number', { refresh_token: 7 }],
    ['scopes that are an object', { scope: { read: true } }],
    [
      'scopes that are a list of texts and others',
      { scope: ['read', { name: 'x' }, 5, ['y'], null, 'write'] },
    ],
  ])('with %s', async ([, more], { plain, begin, scopes }) => {
    plain.answers['/token'] = () => ({ body: tokens(more) })
    const flow = await begin()
    expect(await flow.connect()).toMatchObject({ status: 'completed' })
    expect(await scopes()).toEqual(['read', 'write'])
  })

  test.for<[string, Answer]>([
    ['with status 200', { body: { error: { code: 190, message: 'The code was used.' } } }],
    ['with status 400', { status: 400, body: { message: 'The code was used.' } }],
  ])('that refuses in its own form, %s, is reported in that form', async ([, answer], { plain, begin }) => {
    plain.answers['/token'] = () => answer
    const flow = await begin()
    expect(await flow.connect()).toMatchObject({
      status: 'failed',
      error: 'provider_error',
      error_description: expect.stringContaining('The code was used.'),
    })
  })

  test('without token_type', async ({ plain, begin }) => {
    plain.answers['/token'] = () => ({ body: tokens({ token_type: undefined }) })
    const flow = await begin()
    expect(await flow.connect()).toMatchObject({ status: 'completed' })
  })

  test('that is not usable leaves nothing behind', async ({ plain, begin }) => {
    const flow = await begin()
    for (const body of [
      '',
      '[]',
      '"text"',
      '{}',
      { access_token: 7 },
      { access_token: '' },
      '<html>',
      'null',
    ]) {
      plain.answers['/token'] = () => ({ body })
      expect(await flow.connect()).toMatchObject({ status: 'failed', error: 'provider_error', grants: [] })
    }
    expect(await flow.backend.grants()).toEqual([])
  })
})

describe('an error', () => {
  test.for<[string, unknown]>([
    ['an object', { reason: 'expired' }],
    ['a list', ['expired']],
    ['a number', 70008],
    ['false', false],
    ['nothing', null],
  ])(
    'whose description is %s is the provider’s, at the code and at a refresh',
    async ([, said], { plain, begin }) => {
      plain.answers['/token'] = () => ({ body: tokens({ expires_in: 60 }) })
      const flow = await begin()
      expect(await flow.connect()).toMatchObject({ status: 'completed' })
      plain.answers['/token'] = () => ({
        status: 400,
        body: { error: 'invalid_grant', error_description: said },
      })
      expect(await flow.connect()).toMatchObject({
        error: 'provider_error',
        error_description: 'plain refused with invalid_grant.',
      })
      flow.system.pass(61)
      expect(await problem(await flow.use())).toMatchObject({ status: 410, code: 'credential_revoked' })
    },
  )

  test.for(['INVALID_GRANT', 'Invalid_Grant', 'Bad_Refresh_Token'])(
    'that is %s ends the grant, as in lower case',
    async (error, { plain, begin }) => {
      plain.answers['/token'] = () => ({ body: tokens({ expires_in: 60 }) })
      const flow = await begin()
      expect(await flow.connect()).toMatchObject({ status: 'completed' })
      plain.answers['/token'] = () => ({ status: 400, body: { error } })
      flow.system.pass(61)
      expect(await problem(await flow.use())).toMatchObject({ status: 410, code: 'credential_revoked' })
    },
  )

  test.for<[string, Answer]>([
    ['as text', { status: 400, type: 'text/plain', body: 'bad code' }],
    ['as a page', { status: 403, type: 'text/html', body: '<h1>No</h1>' }],
    ['as a form', { status: 400, type: 'application/x-www-form-urlencoded', body: 'error=invalid_grant' }],
    ['with status 200', { status: 200, body: { error: 'invalid_grant', error_description: 'expired' } }],
    ['as nothing at all', { status: 500, body: '' }],
  ])('%s ends the flow, and says who said so', async ([, answer], { plain, begin }) => {
    plain.answers['/token'] = () => answer
    const flow = await begin()
    expect(await flow.connect()).toMatchObject({
      status: 'failed',
      error: 'provider_error',
      error_description: expect.stringMatching(/^plain /),
    })
  })

  test.for<[string, Answer]>([
    ['as a form', { status: 400, type: 'application/x-www-form-urlencoded', body: 'error=invalid_grant' }],
    ['with status 200', { status: 200, body: { error: 'invalid_grant' } }],
    ['with status 401', { status: 401, body: { error: 'invalid_grant' } }],
  ])('invalid_grant %s means that the credential was revoked', async ([, answer], { plain, begin }) => {
    plain.answers['/token'] = () => ({ body: tokens({ expires_in: 60 }) })
    const flow = await begin()
    await flow.connect()
    plain.answers['/token'] = () => answer
    flow.system.pass(61)
    expect(await problem(await flow.use())).toMatchObject({ status: 410, code: 'credential_revoked' })
  })
})

test('the account document of another account than before makes another grant', async ({ plain, begin }) => {
  const flow = await begin()
  await flow.connect()
  plain.answers['/account'] = () => ({ body: { id: 8, username: 'grace' } })
  expect(await flow.connect()).toMatchObject({
    grants: [{ account_identifier: 'grace', operation: 'creation' }],
  })
})

test('an account document that names nobody ends the flow', async ({ plain, begin }) => {
  const flow = await begin()
  for (const body of [{}, [], 'null', { id: null }, { id: '' }, { sub: { id: 7 } }, '<html>']) {
    plain.answers['/account'] = () => ({ body })
    expect(await flow.connect()).toMatchObject({ status: 'failed', error: 'provider_misconfigured' })
  }
})

test('an account document that is refused for the length of the token is no fault of a setting', async ({
  plain,
  begin,
}) => {
  const flow = await begin()
  const refusals: Answer[] = [
    { status: 431, body: '' },
    { status: 400, type: 'text/html', body: 'Request Header Or Cookie Too Large' },
  ]
  for (const refusal of refusals) {
    plain.answers['/account'] = () => refusal
    plain.answers['/token'] = () => ({ body: tokens({ access_token: 'a'.repeat(10_000) }) })
    expect(await flow.connect()).toMatchObject({
      error: 'provider_error',
      error_description: expect.stringMatching(
        /^plain answered with status 4\d\d\. Its access token has 10000 /,
      ),
    })
    plain.answers['/token'] = () => ({ body: tokens() })
    expect(await flow.connect()).toMatchObject({ error: 'provider_misconfigured' })
  }
  plain.answers['/account'] = () => ({ status: 404, body: '' })
  plain.answers['/token'] = () => ({ body: tokens({ access_token: 'a'.repeat(10_000) }) })
  expect(await flow.connect()).toMatchObject({ error: 'provider_misconfigured' })
})

test('an access token of spaces is none', async ({ plain, begin }) => {
  plain.answers['/token'] = () => ({ body: tokens({ access_token: '  ' }) })
  expect(await (await begin()).connect()).toMatchObject({
    error: 'provider_error',
    error_description: 'plain issued an empty access token.',
  })
})

test('an account of a number that JSON cannot carry is not taken for the one beside it', async ({
  plain,
  begin,
}) => {
  const flow = await begin()
  for (const id of ['9007199254740992', '9007199254740993']) {
    plain.answers['/account'] = () => ({ body: `{"id":${id},"username":"${id}"}` })
    expect(await flow.connect(), id).toMatchObject({ status: 'failed', error: 'provider_misconfigured' })
  }
})

test('a token of an account that nobody named is not given back: that could end a grant there is', async ({
  plain,
  begin,
}) => {
  plain.answers['/revoke'] = () => ({ body: {} })
  const flow = await begin({ revocation_endpoint: `${plain.origin}/revoke` })
  await flow.connect()
  plain.answers['/account'] = () => ({ body: {} })
  expect(await flow.connect()).toMatchObject({ status: 'failed' })
  expect(plain.requests.map(({ path }) => path)).not.toContain('/revoke')
  expect((await flow.use()).status).toBe(200)
})
