import { SignJWT, exportJWK, generateKeyPair, generateSecret } from 'jose'
import { describe, expect } from 'vitest'
import type { ProviderConfig } from '@alter/vault'
import { vaultTest } from './fixtures.ts'
import { type Asked, type PlainFlow, tokens } from './plain-flow.ts'
import type { PlainServer } from './plain-server.ts'

const test = vaultTest()
  /** A provider whose endpoints come from a discovery document. */
  .extend('startDiscovered', ({ startFlow }) => {
    return async ({
      path = '',
      named = path,
      more = {},
    }: {
      path?: string
      named?: string
      more?: Record<string, unknown>
    }): Promise<PlainFlow> => {
      function configure({ origin }: PlainServer): ProviderConfig {
        return { issuer: `${origin}${path}` }
      }
      const flow = await startFlow('plain', configure, 'discovered')
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
  })

const TENANT = '72f988bf-86f1-41af-91ab-2d7cd011db47'
const OTHER = '9188040d-6c67-4c5b-b112-36a304b66dad'

describe('12.2: an issuer in the answer', () => {
  test('that nobody configured is ignored, and logged', async ({ startFlow }) => {
    const flow = await startFlow()
    expect(await flow.connect('code=the-code&iss=https%3A%2F%2Fnew.example')).toMatchObject({
      status: 'completed',
    })
    expect(await flow.connect('error=access_denied&iss=https%3A%2F%2Fnew.example')).toMatchObject({
      error: 'access_denied',
    })
    expect(flow.system.log.filter((line) => line.includes('"iss":"https://new.example"'))).toHaveLength(2)
  })

  test('of endpoints that are not the catalog’s is not compared with the catalog’s issuer', async ({
    startFlow,
  }) => {
    const flow = await startFlow('github')
    expect(await flow.connect('code=the-code&iss=https%3A%2F%2Fgithub.acme.example')).toMatchObject({
      status: 'completed',
    })
  })

  test('is compared where one is configured', async ({ startFlow }) => {
    const flow = await startFlow('plain', () => ({ issuer: 'https://op.example', openid: false }))
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

  test('is compared by tenant where the issuer is one of many tenants', async ({ startFlow }) => {
    const flow = await startFlow('microsoft', () => ({
      issuer: 'https://login.example/{tenantid}/v2.0',
    }))
    expect(await flow.connect(`code=the-code&iss=${at(TENANT)}`)).toMatchObject({ status: 'completed' })
    for (const tenant of ['common', `${TENANT}/${TENANT}`, '', '{tenantid}x']) {
      expect(await flow.connect(`code=the-code&iss=${at(tenant)}`), tenant).toMatchObject({
        status: 'failed',
      })
    }
  })

  test('is missed where the server says that it sends one', async ({ startDiscovered }) => {
    const flow = await startDiscovered({ more: { authorization_response_iss_parameter_supported: true } })
    const asked = await flow.authorize()
    answerWith(flow, await signed(flow, asked))
    expect(await asked.answer('code=the-code')).toMatchObject({ status: 'failed', error: 'provider_error' })
    const again = await flow.authorize()
    answerWith(flow, await signed(flow, again))
    const iss = encodeURIComponent(flow.server.origin)
    expect(await again.answer(`code=the-code&iss=${iss}`)).toMatchObject({ status: 'completed' })
  })
})

describe('12.25: an ID token', () => {
  const NAMED: Partial<ProviderConfig> = { issuer: 'https://op.example', openid: true }

  test.for(['ES256', 'ES384', 'PS256', 'EdDSA', 'RS256'])(
    'signed with %s is taken where the endpoints are named',
    async (alg, { startFlow }) => {
      const flow = await startFlow('plain', () => NAMED)
      const asked = await flow.authorize()
      answerWith(flow, await signed(flow, asked, {}, { alg }))
      expect(await asked.answer('code=the-code')).toMatchObject({
        status: 'completed',
        grants: [{ account_identifier: 'ada@plain.example' }],
      })
    },
  )

  test('without a signature, or with one of a public key as a secret, is refused', async ({ startFlow }) => {
    const flow = await startFlow('plain', () => NAMED)
    const { publicKey } = await generateKeyPair('RS256', { extractable: true })
    const asText = new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)))
    for (const { forge, error } of [
      { forge: (asked: Asked) => unsigned(flow, asked, 'none'), error: 'provider_error' },
      { forge: (asked: Asked) => unsigned(flow, asked, 'None'), error: 'provider_error' },
      { forge: (asked: Asked) => unsigned(flow, asked, 'RS256'), error: 'provider_error' },
      // The operator can allow this algorithm.
      {
        forge: (asked: Asked) => signed(flow, asked, {}, { alg: 'HS256', key: asText }),
        error: 'provider_misconfigured',
      },
      {
        forge: (asked: Asked) => signed(flow, asked, {}, { alg: 'HS256', key: SECRET }),
        error: 'provider_misconfigured',
      },
    ]) {
      const asked = await flow.authorize()
      answerWith(flow, await forge(asked))
      expect(await asked.answer('code=the-code')).toMatchObject({ status: 'failed', error })
    }
  })

  test('signed with the client secret is verified, where the operator says so', async ({ startFlow }) => {
    const flow = await startFlow('plain', () => ({ ...NAMED, id_token_algorithms: ['HS256'] }))
    for (const [key, status] of [
      [SECRET, 'completed'],
      [await generateSecret('HS256'), 'failed'],
    ] as const) {
      const asked = await flow.authorize()
      answerWith(flow, await signed(flow, asked, {}, { alg: 'HS256', key }))
      expect(await asked.answer('code=the-code')).toMatchObject({ status })
    }
    const asked = await flow.authorize()
    answerWith(flow, await signed(flow, asked))
    expect(await asked.answer('code=the-code')).toMatchObject({
      error_description: expect.stringContaining('signed its ID token with ES256'),
    })
  })

  test('of a server that lists no signature at all is refused all the same', async ({ startDiscovered }) => {
    const flow = await startDiscovered({ more: { id_token_signing_alg_values_supported: ['none', 'RS256'] } })
    const asked = await flow.authorize()
    answerWith(flow, unsigned(flow, asked, 'none'))
    expect(await asked.answer('code=the-code')).toMatchObject({ status: 'failed' })
  })

  test.for<[string, Record<string, unknown>, string, string?]>([
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
  ])('of %s is refused', async ([_name, claims, said, error = 'provider_error'], { startFlow }) => {
    const flow = await startFlow('plain', () => NAMED)
    const asked = await flow.authorize()
    answerWith(flow, await signed(flow, asked, claims))
    expect(await asked.answer('code=the-code')).toMatchObject({
      status: 'failed',
      error,
      error_description: expect.stringContaining(said),
    })
  })

  test.for<[string, Record<string, unknown>]>([
    ['expired', { exp: 1_000_000_000 }],
    ['of another issuer', { iss: 'https://evil.example' }],
  ])('that nobody asked for is not judged: %s', async ([_name, claims], { startFlow }) => {
    const flow = await startFlow()
    const asked = await flow.authorize()
    answerWith(flow, await signed(flow, asked, claims, { alg: 'HS256', key: SECRET }))
    expect(await asked.answer('code=the-code')).toMatchObject({
      status: 'completed',
      grants: [{ account_identifier: 'ada@plain.example' }],
    })
    for (const id_token of ['no JWT', 7, { a: 1 }, unsigned(flow, asked, 'none')]) {
      answerWith(flow, id_token)
      expect(await flow.connect()).toMatchObject({ status: 'completed' })
    }
  })

  test('12.1: of Microsoft, for which the app asked with a scope, is not judged', async ({ startFlow }) => {
    const flow = await startFlow('microsoft', () => ({ scopes: ['openid', 'Mail.Read'] }))
    const asked = await flow.authorize()
    const iss = `https://login.microsoftonline.com/${TENANT}/v2.0`
    answerWith(flow, await signed(flow, asked, { iss, tid: TENANT }), { scope: 'Mail.Read openid User.Read' })
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

    test.for([
      ['completed', TENANT, TENANT],
      ['failed', TENANT, OTHER],
      ['failed', TENANT, undefined],
      ['failed', '{tenantid}', '{tenantid}'],
      ['failed', 'common', 'common'],
      ['failed', 'undefined', undefined],
      ['failed', `${TENANT}/x`, `${TENANT}/x`],
    ])('is %s for the tenant %s of a token of %s', async ([status, tenant, tid], { startFlow }) => {
      const flow = await startFlow('plain', named)
      const asked = await flow.authorize()
      const iss = `https://login.example/${tenant}/v2.0`
      answerWith(flow, await signed(flow, asked, { iss, tid, preferred_username: 'ada' }))
      expect(await asked.answer('code=the-code')).toMatchObject({ status })
    })
  })

  test.for([
    ['common', '{tenantid}', 'completed'],
    ['organizations', '{tenantid}', 'completed'],
    ['consumers', TENANT, 'completed'],
    ['acme.example', TENANT, 'completed'],
    [TENANT, OTHER, 'failed'],
    [TENANT, '{tenantid}', 'failed'],
    ['common', 'evil', 'failed'],
  ])(
    '12.1: discovered at %s, whose document names %s: %s',
    async ([path, named, status], { startDiscovered }) => {
      const flow = await startDiscovered({ path: `/${path}/v2.0`, named: `/${named}/v2.0` })
      const asked = await flow.authorize().catch(() => null)
      if (asked === null) return expect(status).toBe('failed')
      const iss = `${flow.server.origin}/${TENANT}/v2.0`
      answerWith(flow, await signed(flow, asked, { iss, tid: TENANT, email: 'ada@plain.example' }))
      expect(await asked.answer('code=the-code')).toMatchObject({ status })
    },
  )
})

describe('12.26: a token', () => {
  test.for(['DPoP', 'dpop', 'mac', 'MAC', 'N_A', 'pop', ['bearer'], 7])(
    'of the type %j is refused by name',
    async (token_type, { startFlow }) => {
      const flow = await startFlow('plain', () => ({ name: 'Plain' }))
      flow.server.answers['/token'] = () => ({ body: tokens({ token_type }) })
      const name = typeof token_type === 'string' ? token_type : 'unreadable'
      expect(await flow.connect()).toMatchObject({
        status: 'failed',
        error: 'provider_misconfigured',
        error_description: `Plain issued a token of the type ${name}; only bearer tokens can be used (bearer_token_types).`,
      })
      expect(await flow.backend.grantRows('id')).toEqual([])
    },
  )

  test.for(['bearer', 'Bearer', 'BEARER', ' Bearer ', '', null, undefined, 'BearerToken'])(
    'of the type %j is a bearer token',
    async (token_type, { startFlow }) => {
      const flow = await startFlow('plain', () => ({ bearer_token_types: ['bearertoken'] }))
      flow.server.answers['/token'] = () => ({ body: tokens({ token_type }) })
      expect(await flow.connect()).toMatchObject({ status: 'completed' })
    },
  )

  test('that a refresh brings is refused too, and the one there is serves on', async ({ startFlow }) => {
    const flow = await startFlow()
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

function claimsOf(flow: PlainFlow, asked: Asked): Record<string, unknown> {
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
  flow: PlainFlow,
  asked: Asked,
  claims: Record<string, unknown> = {},
  { alg = 'ES256', key }: { alg?: string; key?: Parameters<SignJWT['sign']>[0] } = {},
): Promise<string> {
  const signer = key ?? (await generateKeyPair(alg)).privateKey
  return new SignJWT({ ...claimsOf(flow, asked), ...claims }).setProtectedHeader({ alg }).sign(signer)
}

function unsigned(flow: PlainFlow, asked: Asked, alg: string): string {
  return `${[{ alg }, claimsOf(flow, asked)].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
}

function answerWith({ server }: PlainFlow, id_token: unknown, more: Record<string, unknown> = {}): void {
  server.answers['/token'] = () => ({ body: tokens({ id_token, ...more }) })
  server.answers['/account'] = () => ({
    body: { id: 7, sub: '7', email: 'ada@plain.example', preferred_username: 'ada' },
  })
}
