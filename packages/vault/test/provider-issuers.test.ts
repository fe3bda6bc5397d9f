import { SignJWT, exportJWK, generateKeyPair, generateSecret } from 'jose'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { type Asked, type PlainFlow, startPlainFlow, tokens } from './plain-flow.ts'
import type { PlainServer } from './plain-server.ts'

vi.setConfig({ testTimeout: 30_000 })

let flow: PlainFlow
afterEach(() => flow.close())

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const OTHER = '9188040d-6c67-4c5b-b112-36a304b66dad'

describe('12.2: an issuer in the answer', () => {
  test('that nobody configured is ignored, and logged', async () => {
    flow = await startPlainFlow()
    expect(await flow.connect('code=the-code&iss=https%3A%2F%2Fnew.example')).toMatchObject({
      status: 'completed',
    })
    expect(await flow.connect('error=access_denied&iss=https%3A%2F%2Fnew.example')).toMatchObject({
      error: 'access_denied',
    })
    expect(flow.system.log.filter((line) => line.includes('"iss":"https://new.example"'))).toHaveLength(2)
  })

  test('of endpoints that are not the catalog’s is not compared with the catalog’s issuer', async () => {
    flow = await startPlainFlow('github')
    expect(await flow.connect('code=the-code&iss=https%3A%2F%2Fgithub.acme.example')).toMatchObject({
      status: 'completed',
    })
  })

  test('is compared where one is configured', async () => {
    flow = await startPlainFlow('plain', () => ({ issuer: 'https://op.example', openid: false }))
    expect(await flow.connect('code=the-code&iss=https%3A%2F%2Fop.example')).toMatchObject({
      status: 'completed',
    })
    expect(await flow.connect('code=the-code')).toMatchObject({ status: 'completed' })
    for (const iss of ['https%3A%2F%2Fevil.example', 'https%3A%2F%2Fop.example%2F']) {
      expect(await flow.connect(`code=the-code&iss=${iss}`)).toMatchObject({
        status: 'failed',
        error: 'provider_error',
        error_description: 'plain answered in the name of another issuer.',
      })
    }
  })

  test('is compared by tenant where the issuer is one of many tenants', async () => {
    flow = await startPlainFlow('microsoft', () => ({
      issuer: 'https://login.example/{tenantid}/v2.0',
    }))
    expect(await flow.connect(`code=the-code&iss=${at(TENANT)}`)).toMatchObject({ status: 'completed' })
    for (const tenant of ['common', `${TENANT}/${TENANT}`, '', '{tenantid}x']) {
      expect(await flow.connect(`code=the-code&iss=${at(tenant)}`), tenant).toMatchObject({
        status: 'failed',
      })
    }
  })

  test('is missed where the server says that it sends one', async () => {
    flow = await startDiscovered({ more: { authorization_response_iss_parameter_supported: true } })
    const asked = await flow.authorize()
    answerWith(await signed(asked))
    expect(await asked.answer('code=the-code')).toMatchObject({ status: 'failed', error: 'provider_error' })
    const again = await flow.authorize()
    answerWith(await signed(again))
    const iss = encodeURIComponent(flow.server.origin)
    expect(await again.answer(`code=the-code&iss=${iss}`)).toMatchObject({ status: 'completed' })
  })
})

describe('12.25: an ID token', () => {
  const NAMED: Partial<ProviderConfig> = { issuer: 'https://op.example', openid: true }

  test.each(['ES256', 'ES384', 'PS256', 'EdDSA', 'RS256'])(
    'signed with %s is taken where the endpoints are named',
    async (alg) => {
      flow = await startPlainFlow('plain', () => NAMED)
      const asked = await flow.authorize()
      answerWith(await signed(asked, {}, { alg }))
      expect(await asked.answer('code=the-code')).toMatchObject({
        status: 'completed',
        grants: [{ account_identifier: 'ada@plain.example' }],
      })
    },
  )

  test('without a signature, or with one of a public key as a secret, is refused', async () => {
    flow = await startPlainFlow('plain', () => NAMED)
    const { publicKey } = await generateKeyPair('RS256', { extractable: true })
    const asText = new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)))
    for (const { forge, error } of [
      { forge: (asked: Asked) => unsigned(asked, 'none'), error: 'provider_error' },
      { forge: (asked: Asked) => unsigned(asked, 'None'), error: 'provider_error' },
      { forge: (asked: Asked) => unsigned(asked, 'RS256'), error: 'provider_error' },
      // The operator can allow this algorithm.
      {
        forge: (asked: Asked) => signed(asked, {}, { alg: 'HS256', key: asText }),
        error: 'provider_misconfigured',
      },
      {
        forge: (asked: Asked) => signed(asked, {}, { alg: 'HS256', key: SECRET }),
        error: 'provider_misconfigured',
      },
    ]) {
      const asked = await flow.authorize()
      answerWith(await forge(asked))
      expect(await asked.answer('code=the-code')).toMatchObject({ status: 'failed', error })
    }
  })

  test('signed with the client secret is verified, where the operator says so', async () => {
    flow = await startPlainFlow('plain', () => ({ ...NAMED, id_token_algorithms: ['HS256'] }))
    for (const [key, status] of [
      [SECRET, 'completed'],
      [await generateSecret('HS256'), 'failed'],
    ] as const) {
      const asked = await flow.authorize()
      answerWith(await signed(asked, {}, { alg: 'HS256', key }))
      expect(await asked.answer('code=the-code')).toMatchObject({ status })
    }
    const asked = await flow.authorize()
    answerWith(await signed(asked))
    expect(await asked.answer('code=the-code')).toMatchObject({
      error_description: expect.stringContaining('signed its ID token with ES256'),
    })
  })

  test('of a server that lists no signature at all is refused all the same', async () => {
    flow = await startDiscovered({ more: { id_token_signing_alg_values_supported: ['none', 'RS256'] } })
    const asked = await flow.authorize()
    answerWith(unsigned(asked, 'none'))
    expect(await asked.answer('code=the-code')).toMatchObject({ status: 'failed' })
  })

  test.each([
    // The operator may have named another one.
    [
      'another issuer',
      { iss: 'https://evil.example' },
      'in the name of another issuer',
      'provider_misconfigured',
    ],
    ['another client', { aud: 'somebody-else' }, '(aud)', 'provider_misconfigured'],
    ['many clients', { aud: ['me', 'somebody-else'] }, '(azp)'],
    ['another flow', { nonce: 'another' }, '(nonce)'],
    ['no flow', { nonce: undefined }, '(nonce)'],
    ['long ago', { exp: 1_000_000_000 }, '(exp)'],
    ['nobody', { sub: undefined }, '(sub)'],
  ])('of %s is refused', async (_name, claims, said, error = 'provider_error') => {
    flow = await startPlainFlow('plain', () => NAMED)
    const asked = await flow.authorize()
    answerWith(await signed(asked, claims))
    expect(await asked.answer('code=the-code')).toMatchObject({
      status: 'failed',
      error,
      error_description: expect.stringContaining(said),
    })
  })

  test.each([
    ['expired', { exp: 1_000_000_000 }],
    ['of another issuer', { iss: 'https://evil.example' }],
  ])('that nobody asked for is not judged: %s', async (_name, claims) => {
    flow = await startPlainFlow()
    const asked = await flow.authorize()
    answerWith(await signed(asked, claims, { alg: 'HS256', key: SECRET }))
    expect(await asked.answer('code=the-code')).toMatchObject({
      status: 'completed',
      grants: [{ account_identifier: 'ada@plain.example' }],
    })
    for (const id_token of ['no JWT', 7, { a: 1 }, unsigned(asked, 'none')]) {
      answerWith(id_token)
      expect(await flow.connect()).toMatchObject({ status: 'completed' })
    }
  })

  test('12.1: of Microsoft, for which the app asked with a scope, is not judged', async () => {
    flow = await startPlainFlow('microsoft', () => ({ scopes: ['openid', 'Mail.Read'] }))
    const asked = await flow.authorize()
    const iss = `https://login.microsoftonline.com/${TENANT}/v2.0`
    answerWith(await signed(asked, { iss, tid: TENANT }), { scope: 'Mail.Read openid User.Read' })
    flow.server.answers['/account'] = () => ({ body: { id: 'u-1', mail: 'ada@work.example' } })
    expect(await asked.answer('code=the-code')).toMatchObject({ status: 'completed' })
  })

  describe('12.1: of an issuer with many tenants', () => {
    const ISSUER = 'https://login.example/{tenantid}/v2.0'
    function named(server: PlainServer): ProviderConfig {
      return {
        issuer: ISSUER,
        openid: true,
        userinfo_endpoint: `${server.origin}/account`,
        account: { id: ['sub'], identifier: ['preferred_username'], display_name: [], email: [] },
      }
    }

    test.each([
      ['completed', TENANT, TENANT],
      ['failed', TENANT, OTHER],
      ['failed', TENANT, undefined],
      ['failed', '{tenantid}', '{tenantid}'],
      ['failed', 'common', 'common'],
      ['failed', 'undefined', undefined],
      ['failed', `${TENANT}/x`, `${TENANT}/x`],
    ])('is %s for the tenant %s of a token of %s', async (status, tenant, tid) => {
      flow = await startPlainFlow('plain', named)
      const asked = await flow.authorize()
      const iss = `https://login.example/${tenant}/v2.0`
      answerWith(await signed(asked, { iss, tid, preferred_username: 'ada' }))
      expect(await asked.answer('code=the-code')).toMatchObject({ status })
    })
  })

  test.each([
    ['common', '{tenantid}', 'completed'],
    ['organizations', '{tenantid}', 'completed'],
    ['consumers', TENANT, 'completed'],
    ['acme.example', TENANT, 'completed'],
    [TENANT, OTHER, 'failed'],
    [TENANT, '{tenantid}', 'failed'],
    ['common', 'evil', 'failed'],
  ])('12.1: discovered at %s, whose document names %s: %s', async (path, named, status) => {
    flow = await startDiscovered({ path: `/${path}/v2.0`, named: `/${named}/v2.0` })
    const asked = await flow.authorize().catch(() => null)
    if (asked === null) return expect(status).toBe('failed')
    const iss = `${flow.server.origin}/${TENANT}/v2.0`
    answerWith(await signed(asked, { iss, tid: TENANT, email: 'ada@plain.example' }))
    expect(await asked.answer('code=the-code')).toMatchObject({ status })
  })
})

describe('12.26: a token', () => {
  test.each(['DPoP', 'dpop', 'mac', 'MAC', 'N_A', 'pop', ['bearer'], 7])(
    'of the type %j is refused by name',
    async (token_type) => {
      flow = await startPlainFlow('plain', () => ({ name: 'Plain' }))
      flow.server.answers['/token'] = () => ({ body: tokens({ token_type }) })
      const name = typeof token_type === 'string' ? token_type : 'unreadable'
      expect(await flow.connect()).toMatchObject({
        status: 'failed',
        error: 'provider_misconfigured',
        error_description: `Plain issued a token of the type ${name}; only bearer tokens can be used (bearer_token_types).`,
      })
      expect(await flow.system.database('select id from grants')).toEqual([])
    },
  )

  test.each(['bearer', 'Bearer', 'BEARER', ' Bearer ', '', null, undefined, 'BearerToken'])(
    'of the type %j is a bearer token',
    async (token_type) => {
      flow = await startPlainFlow('plain', () => ({ bearer_token_types: ['bearertoken'] }))
      flow.server.answers['/token'] = () => ({ body: tokens({ token_type }) })
      expect(await flow.connect()).toMatchObject({ status: 'completed' })
    },
  )

  test('that a refresh brings is refused too, and the one there is serves on', async () => {
    flow = await startPlainFlow()
    flow.server.answers['/token'] = () => ({ body: tokens({ expires_in: 600 }) })
    await flow.connect()
    flow.server.answers['/token'] = () => ({ body: tokens({ access_token: 'two', token_type: 'DPoP' }) })
    flow.system.pass(570)
    expect((await flow.use()).status).toBe(200)
    expect(flow.server.last('/api').headers.authorization).toBe('Bearer one')
  })
})

function at(tenant: string): string {
  return encodeURIComponent(`https://login.example/${tenant}/v2.0`)
}

const SECRET = new TextEncoder().encode('the-client-secret')

/** A provider whose endpoints come from a discovery document. */
async function startDiscovered({
  path = '',
  named = path,
  more = {},
}: {
  path?: string
  named?: string
  more?: Record<string, unknown>
}): Promise<PlainFlow> {
  function configure({ origin }: PlainServer): ProviderConfig {
    return { issuer: `${origin}${path}` }
  }
  flow = await startPlainFlow('plain', configure, 'discovered')
  const { server } = flow
  server.answers[`${path}/.well-known/openid-configuration`] = () => ({
    body: {
      issuer: `${server.origin}${named}`,
      authorization_endpoint: `${server.origin}/authorize`,
      token_endpoint: `${server.origin}/token`,
      jwks_uri: `${server.origin}/keys`,
      ...more,
    },
  })
  return flow
}

function claimsOf(asked: Asked): Record<string, unknown> {
  return {
    iss: flow.system.config.apps[0]?.providers['plain']?.issuer,
    sub: '7',
    aud: 'me',
    email: 'ada@plain.example',
    exp: Math.floor(Date.now() / 1000) + 600,
    iat: Math.floor(Date.now() / 1000),
    nonce: asked.parameters.get('nonce') ?? undefined,
  }
}

async function signed(
  asked: Asked,
  claims: Record<string, unknown> = {},
  { alg = 'ES256', key }: { alg?: string; key?: Parameters<SignJWT['sign']>[0] } = {},
): Promise<string> {
  const signer = key ?? (await generateKeyPair(alg)).privateKey
  return new SignJWT({ ...claimsOf(asked), ...claims }).setProtectedHeader({ alg }).sign(signer)
}

function unsigned(asked: Asked, alg: string): string {
  return `${[{ alg }, claimsOf(asked)].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
}

function answerWith(id_token: unknown, more: Record<string, unknown> = {}): void {
  flow.server.answers['/token'] = () => ({ body: tokens({ id_token, ...more }) })
  flow.server.answers['/account'] = () => ({
    body: { id: 7, sub: '7', email: 'ada@plain.example', preferred_username: 'ada' },
  })
}
