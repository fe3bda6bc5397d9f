import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { HEADER } from '@alter/protocol'
import { SignJWT } from 'jose'
import { describe, expect, vi } from 'vitest'
import { ConfigError, createVault, type IdentityConfig } from '@alter/vault'
import { ownVaultTest, type Servers, vaultTest, type VaultTest } from './fixtures.ts'
import { startIssuer } from './issuer.ts'
import {
  Backend,
  Browser,
  connectGoogle,
  json,
  pollResult,
  problem,
  type SystemOptions,
  VAULT,
} from './system.ts'
import { stopClock } from './stop-clock.ts'

const test = withTokens(ownVaultTest(issued))

/** For tokens that are looked at one by one, with the keys that the issuer had at first. */
const shared = withTokens(vaultTest(issued))

/** Where the provider signs the app's users in. */
const atProvider = test.extend('changed', { auto: true }, ({ system, useIdentity }) => {
  const { identity } = system.provider
  return useIdentity({ issuer: identity.issuer, audience: identity.clientId })
})

function issued({ issuer }: Servers): SystemOptions {
  return {
    app: { identity: { issuer: issuer.url, audience: 'my-app' } },
    vault: { allow_private_network: true },
  }
}

function withTokens(base: VaultTest) {
  return base
    .extend('good', ({ issuer }) => {
      return (claims: Record<string, unknown> = {}): Record<string, unknown> => {
        return {
          sub: 'ada',
          iss: issuer.url,
          aud: 'my-app',
          exp: seconds(600),
          ...claims,
        }
      }
    })
    .extend('list', ({ system }) => {
      return (token: string): Promise<Response> => {
        return system.vault.fetch(
          new Request(`${VAULT}/sdk/grants`, {
            headers: { [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: token },
          }),
        )
      }
    })
    .extend('statusOf', ({ issuer, list }) => {
      return async (claims: Record<string, unknown>): Promise<number> => {
        return (await list(await issuer.sign(claims))).status
      }
    })
    .extend('expectRefused', ({ list }) => {
      return async (token: string, detail?: string): Promise<void> => {
        const refused = await problem(await list(token))
        expect(refused).toMatchObject({ status: 401, code: 'invalid_user_token' })
        if (detail !== undefined) expect(refused.detail).toContain(detail)
      }
    })
    .extend('useIdentity', ({ system }) => {
      return async (identity: IdentityConfig): Promise<void> => {
        const [app] = system.config.apps
        if (!app) throw new Error('no app')
        app.identity = identity
        system.vault = await system.secondVault()
      }
    })
    .extend('labelOf', ({ system, good, statusOf }) => {
      return async (claims: Record<string, unknown>): Promise<string | undefined> => {
        expect(await statusOf(good(claims))).toBe(200)
        return (await system.database<{ label: string }>('select label from users'))[0]?.label
      }
    })
}

function seconds(ahead = 0): number {
  return Math.floor(Date.now() / 1000) + ahead
}

function segment(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

describe('keys', () => {
  test('of a rotated issuer are fetched when they are first seen, and old ones still verify', async ({
    issuer,
    good,
    list,
  }) => {
    const old = await issuer.sign(good())
    expect((await list(old)).status).toBe(200)
    expect(issuer.fetches).toBe(1)
    // The next fetch is allowed half a minute after the last.
    const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 31_000)
    try {
      await issuer.rotate()
      expect((await list(await issuer.sign(good()))).status).toBe(200)
      expect((await list(old)).status).toBe(200)
    } finally {
      clock.mockRestore()
    }
    expect(issuer.fetches).toBe(2)
  })

  test('14.4 a token of keys that the issuer does not have is said to be of another environment', async ({
    issuer,
    good,
    expectRefused,
  }) => {
    const unknown = await issuer.sign(good(), { kid: 'key-of-staging' })
    await expectRefused(unknown, 'its key (kid key-of-staging) is not among the keys that the issuer has now')
  })

  shared.for<[string, string]>([
    ['opaque-token-of-the-issuer', ', but an opaque text: ask the issuer for a JWT'],
    ['a.b.c.d.e', ', but an encrypted one (JWE), which only its issuer can read'],
    ['undefined', ', but the text undefined: the backend does not pass the token'],
  ])('14.4 %s is said to be no JWT, and what it seems to be', async ([token, words], { expectRefused }) => {
    await expectRefused(token, `The user token is not a valid JWT${words}`)
  })

  shared('of one token have one spelling', async ({ system, issuer, good, expectRefused }) => {
    const token = await issuer.sign(good())
    const [header, claims, signature = ''] = token.split('.')
    const { length } = system.log
    for (const spelling of [
      `${token}=`,
      `Bearer ${token}`,
      `"${token}"`,
      `${header}.${claims}.${signature.slice(0, 9)} ${signature.slice(9)}`,
      `${header} .${claims}.${signature}`,
    ]) {
      await expectRefused(spelling, 'but one inside another text: send it without white space')
    }
    expect(system.log.slice(length).join('')).not.toContain(signature)
  })

  shared('in a body have one spelling too', async ({ system, issuer, good }) => {
    const token = await issuer.sign(good())
    async function mint(user_token: string): Promise<Response> {
      return new Backend(system).post('/sdk/oauth/connect/session', { user_token })
    }
    expect((await mint(token)).status).toBe(201)
    for (const spelling of [`${token}\n`, ` ${token}`, `${token}\u2028`]) {
      expect(await problem(await mint(spelling))).toMatchObject({ status: 401, code: 'invalid_user_token' })
    }
  })

  shared('14.4 a claim that does not fit names its setting', async ({ issuer, good, expectRefused }) => {
    await expectRefused(
      await issuer.sign(good({ iss: `${issuer.url}/` })),
      `this app accepts ${issuer.url} (identity.issuer must match exactly, including a slash at the end).`,
    )
    await expectRefused(
      await issuer.sign(good({ aud: 'a-client' })),
      'The user token has aud "a-client"; this app accepts my-app (identity.audience, or the app sent the wrong token, such as an ID token).',
    )
  })

  test('that a token does not name, or that share one id, are tried one by one', async ({
    issuer,
    good,
    list,
    expectRefused,
  }) => {
    const before = await issuer.sign(good(), { kid: 'shared' })
    const unnamed = await issuer.sign(good(), { kid: undefined })
    await issuer.rotate()
    issuer.keys = issuer.keys.map((key) => ({ ...key, kid: 'shared' }))
    for (const token of [before, unnamed, await issuer.sign(good(), { kid: 'shared' })]) {
      expect((await list(token)).status).toBe(200)
    }
    const stranger = await startIssuer()
    try {
      for (const kid of ['shared', undefined]) {
        await expectRefused(await stranger.sign(good(), { kid }), 'is not among the keys')
      }
    } finally {
      await stranger.close()
    }
  })

  test('of an issuer that replaced its only key are fetched for a token that names none', async ({
    system,
    issuer,
    good,
    list,
  }) => {
    expect((await list(await issuer.sign(good(), { kid: undefined }))).status).toBe(200)
    issuer.keys = []
    await issuer.rotate()
    system.pass(31)
    expect((await list(await issuer.sign(good(), { kid: undefined }))).status).toBe(200)
  })

  test('that are none are passed over', async ({ issuer, good, statusOf }) => {
    const odd: unknown[] = [
      null,
      'a text',
      {},
      { kty: 5 },
      { kty: 'of another age' },
      { kty: 'oct', k: 'AAAA' },
    ]
    Object.assign(issuer, { keys: [...odd, ...issuer.keys] })
    expect(await statusOf(good())).toBe(200)
  })

  test.for<[string, Record<string, unknown>]>([
    ['invalid', { x: 'AAAA' }],
    ['without a member', { x: undefined }],
    ['private', { d: 'AAAA' }],
  ])('that are %s are said to be the issuer’s fault', async ([, broken], { issuer, good, list }) => {
    const tokens = [await issuer.sign(good()), await issuer.sign(good(), { kid: undefined })]
    issuer.keys = issuer.keys.map((key) => ({ ...key, ...broken }))
    for (const token of tokens) {
      expect(await problem(await list(token))).toMatchObject({
        code: 'provider_unreachable',
        detail: expect.stringContaining('the key of the token ('),
      })
    }
  })

  test('that are too short are said to be the issuer’s fault, unless another one may fit', async ({
    issuer,
    good,
    list,
    expectRefused,
  }) => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const short = { ...publicKey.export({ format: 'jwk' }), alg: 'RS256' }
    const unsigned = [{ alg: 'RS256' }, good()].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const signature = sign('RSA-SHA256', Buffer.from(unsigned.join('.')), privateKey)
    const token = [...unsigned, signature.toString('base64url')].join('.')
    const others = issuer.keys
    issuer.keys = [short]
    expect(await problem(await list(token))).toMatchObject({
      code: 'provider_unreachable',
      detail: expect.stringContaining('the key of the token (kid missing) is invalid, private or too short'),
    })
    issuer.keys = [short, ...others]
    await issuer.rotate('RS256')
    await expectRefused(await issuer.sign(good(), { kid: 'unknown' }), 'is not among the keys')
  })

  test.for([
    [9, 200],
    [10, 401],
  ] as const)('after %s others of the same id: %s', async ([others, status], { issuer, good, list }) => {
    const real = issuer.keys
    const token = await issuer.sign(good(), { kid: 'shared' })
    issuer.keys = []
    for (let count = 0; count < others; count += 1) await issuer.rotate()
    issuer.keys = [...issuer.keys, ...real].map((key) => ({ ...key, kid: 'shared' }))
    expect((await list(token)).status).toBe(status)
  })

  test('that nobody knows, in a flood, cost the issuer next to nothing', async ({
    issuer,
    good,
    list,
    statusOf,
  }) => {
    stopClock()
    expect(await statusOf(good())).toBe(200)
    for (let round = 0; round < 10; round += 1) {
      const flood = Array.from({ length: 10 }, async () =>
        list(await issuer.sign(good(), { kid: randomUUID() })),
      )
      for (const { status } of await Promise.all(flood)) expect(status).toBe(401)
    }
    expect(issuer.fetches).toBeLessThanOrEqual(2)
    expect(await statusOf(good())).toBe(200)
  })

  test('that cannot be fetched are the issuer’s fault, and are tried again', async ({
    issuer,
    good,
    list,
    statusOf,
  }) => {
    issuer.status = 500
    expect(await problem(await list(await issuer.sign(good())))).toMatchObject({
      status: 502,
      code: 'provider_unreachable',
    })
    issuer.status = 200
    expect(await statusOf(good())).toBe(200)
  })

  test('of an issuer that cannot be discovered are the issuer’s fault too, and are tried again', async ({
    issuer,
    good,
    list,
    statusOf,
  }) => {
    issuer.discoveryStatus = 500
    expect(await problem(await list(await issuer.sign(good())))).toMatchObject({
      status: 502,
      code: 'provider_unreachable',
    })
    issuer.discoveryStatus = 200
    expect(await statusOf(good())).toBe(200)
  })

  test('that a discovery document names at plain http are not fetched', async ({ issuer, good, list }) => {
    const { port } = new URL(issuer.url)
    // This machine, by a name that does not say so.
    issuer.jwksUri = `http://[::ffff:127.0.0.1]:${port}/keys`
    expect(await problem(await list(await issuer.sign(good())))).toMatchObject({
      code: 'provider_unreachable',
    })
    expect(issuer.fetches).toBe(0)
  })

  test('of a discovery document of another issuer are refused', async ({
    issuer,
    good,
    list,
    useIdentity,
  }) => {
    await useIdentity({ issuer: `${issuer.url}/`, audience: 'my-app' })
    expect(await problem(await list(await issuer.sign(good({ iss: `${issuer.url}/` }))))).toMatchObject({
      code: 'provider_misconfigured',
      detail: expect.stringContaining('identity.issuer must match exactly, including a slash at the end'),
    })
  })
})

describe('algorithms', () => {
  test.for(['RS256', 'PS256', 'ES384', 'EdDSA'])(
    '%s is accepted',
    async (algorithm, { issuer, good, statusOf }) => {
      await issuer.rotate(algorithm)
      expect(await statusOf(good())).toBe(200)
    },
  )

  shared.for(['none', 'None', 'NONE', ''])(
    'alg "%s" is refused',
    async (alg, { issuer, good, expectRefused }) => {
      const [, claims, signature] = (await issuer.sign(good())).split('.')
      const header = segment({ alg, kid: issuer.keys[0]?.kid })
      await expectRefused(`${header}.${claims}.`)
      await expectRefused(`${header}.${claims}.${signature}`)
    },
  )

  test('confusion: a public key does not pass for a secret', async ({ issuer, good, expectRefused }) => {
    const kid = await issuer.rotate('RS256')
    const key = issuer.keys.at(-1)
    for (const secret of [JSON.stringify(key), key?.n ?? '', JSON.stringify({ keys: issuer.keys })]) {
      const signed = `${segment({ alg: 'HS256', kid })}.${segment(good())}`
      const mac = createHmac('sha256', secret).update(signed).digest('base64url')
      await expectRefused(`${signed}.${mac}`, 'algorithm is not accepted')
    }
    const zeroLength = await new SignJWT(good())
      .setProtectedHeader({ alg: 'HS256', kid })
      .sign(new TextEncoder().encode('a-secret-of-thirty-two-bytes-ok!'))
    await expectRefused(zeroLength)
  })

  shared('a key brought along in the header is not used', async ({ issuer, good, expectRefused }) => {
    const stranger = await startIssuer()
    try {
      const [jwk] = stranger.keys
      const header = { alg: 'ES256', jwk, jku: stranger.jwksUri, x5u: stranger.jwksUri }
      await expectRefused(await stranger.sign(good(), header))
      await expectRefused(await stranger.sign(good(), { ...header, kid: issuer.keys[0]?.kid ?? '' }))
      expect(stranger.fetches).toBe(0)
    } finally {
      await stranger.close()
    }
  })

  shared('a header that must be understood and is not', async ({ issuer, good, expectRefused }) => {
    const header = { crit: ['urn:example:unknown'], 'urn:example:unknown': true }
    const [, claims, signature] = (await issuer.sign(good())).split('.')
    await expectRefused(`${segment({ alg: 'ES256', ...header })}.${claims}.${signature}`)
  })
})

describe('claims', () => {
  shared('a wrong audience names both', async ({ issuer, good, list }) => {
    const refused = await problem(await list(await issuer.sign(good({ aud: ['one', 'two'] }))))
    expect(refused).toMatchObject({ status: 401, code: 'invalid_user_token' })
    expect(refused.detail).toContain('"one"')
    expect(refused.detail).toContain('my-app')
  })

  shared.for(['sub', 'iss', 'aud', 'exp'])(
    '%s is required',
    async (claim, { issuer, good, expectRefused }) => {
      await expectRefused(await issuer.sign(good({ [claim]: undefined })))
    },
  )

  shared.for<[string, unknown]>([
    ['sub', ''],
    ['sub', 42],
    ['sub', null],
    ['sub', 'ada\u0000'],
    ['sub', 'ada\ud800'],
    ['sub', 'ada\n'],
    ['sub', 'a'.repeat(256)],
    ['exp', 'tomorrow'],
    ['iss', ['x']],
    ['nbf', 'now'],
  ])('%s must not be %o', async ([claim, value], { issuer, good, expectRefused }) => {
    await expectRefused(await issuer.sign(good({ [claim]: value })))
  })

  shared('a type must be a text', async ({ issuer, good, expectRefused }) => {
    for (const typ of [5, ['at+jwt'], null, { toLowerCase: 1 }]) {
      await expectRefused(await issuer.sign(good(), { typ }), 'is not a valid JWT')
    }
  })

  shared(
    'what the issuer signs beside user tokens is none',
    async ({ issuer, good, list, expectRefused }) => {
      for (const typ of ['logout+jwt', 'application/secevent+jwt', 'dpop+jwt', 'Token-Introspection+JWT']) {
        await expectRefused(
          await issuer.sign(good(), { typ }),
          'is not the token of a user but another message',
        )
      }
      const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
      await expectRefused(
        await issuer.sign(good({ events })),
        'is not the token of a user but another message',
      )
      for (const typ of ['JWT', 'at+jwt', 'application/at+jwt', 'access_token']) {
        expect((await list(await issuer.sign(good(), { typ }))).status, typ).toBe(200)
      }
    },
  )

  test('W6: a user is not identified by an unverified address', async ({
    issuer,
    good,
    statusOf,
    expectRefused,
    useIdentity,
  }) => {
    await useIdentity({ issuer: issuer.url, audience: 'my-app', claims: { user: 'email' } })
    const email = 'victim@acme.example'
    expect(await statusOf(good({ email, email_verified: true }))).toBe(200)
    expect(await statusOf(good({ email }))).toBe(200)
    for (const email_verified of [false, 'false', 0]) {
      await expectRefused(await issuer.sign(good({ email, email_verified })), 'is not verified')
    }
  })

  shared(
    'clock skew: fifteen seconds are forgiven, a minute is not',
    async ({ issuer, good, statusOf, expectRefused }) => {
      expect(await statusOf(good({ exp: seconds(-10) }))).toBe(200)
      expect(await statusOf(good({ nbf: seconds(10) }))).toBe(200)
      await expectRefused(await issuer.sign(good({ exp: seconds(-60) })), 'expired')
      await expectRefused(await issuer.sign(good({ nbf: seconds(60) })))
    },
  )
})

describe('presets', () => {
  test('Auth0', async ({ issuer, statusOf, expectRefused, useIdentity }) => {
    const audience = 'https://api.daybreak.example'
    await useIdentity({ preset: 'auth0', domain: 'acme.eu.auth0.com', audience, jwks_uri: issuer.jwksUri })
    const token = {
      sub: 'auth0|5f7c8ec7c33c6c004bbafe82',
      iss: 'https://acme.eu.auth0.com/',
      exp: seconds(600),
    }
    const aud = [audience, 'https://acme.eu.auth0.com/userinfo']
    expect(await statusOf({ ...token, aud, azp: 'client', scope: 'openid' })).toBe(200)
    await expectRefused(await issuer.sign({ ...token, aud, iss: 'https://acme.eu.auth0.com' }))
    await expectRefused(await issuer.sign({ ...token, aud: 'https://other.example' }))
  })

  test('Clerk, whose session tokens name no audience', async ({
    issuer,
    statusOf,
    expectRefused,
    useIdentity,
  }) => {
    const authorized_parties = ['https://app.daybreak.example']
    const domain = 'clerk.daybreak.example'
    await useIdentity({ preset: 'clerk', domain, authorized_parties, jwks_uri: issuer.jwksUri })
    const token = { sub: 'user_2b8k', iss: 'https://clerk.daybreak.example', sid: 'sess_1', exp: seconds(60) }
    expect(await statusOf({ ...token, azp: 'https://app.daybreak.example' })).toBe(200)
    await expectRefused(await issuer.sign({ ...token, azp: 'https://evil.example' }), 'evil.example')
    await expectRefused(await issuer.sign(token))
  })

  test('Okta, whose access tokens name the user in uid', async ({
    issuer,
    system,
    statusOf,
    expectRefused,
    useIdentity,
  }) => {
    await useIdentity({ preset: 'okta', domain: 'acme.okta.com', jwks_uri: issuer.jwksUri })
    const token = { iss: 'https://acme.okta.com/oauth2/default', aud: 'api://default', exp: seconds(600) }
    expect(await statusOf({ ...token, sub: 'ada@acme.example', uid: '00uid4BxXw6I6TV4m0g3' })).toBe(200)
    expect(await system.database('select subject, label from users')).toEqual([
      { subject: '00uid4BxXw6I6TV4m0g3', label: 'ada@acme.example' },
    ])
    // A token of a client, not of a user.
    await expectRefused(await issuer.sign({ ...token, sub: '0oaclient' }), 'uid')
  })

  shared.for([
    [{ preset: 'auth0', audience: 'x' }, 'identity.domain: is missing'],
    [{ preset: 'auth0', domain: 'acme.auth0.com' }, 'identity.audience: set audience or authorized_parties'],
    [{ preset: 'clerk', domain: 'x.clerk.accounts.dev' }, 'identity.audience: set'],
    [{ domain: 'acme.okta.com', audience: 'x' }, 'identity.domain: needs a preset'],
    [{ audience: 'x' }, 'identity.issuer: is missing'],
    [{ preset: 'auth0', domain: 'https://acme.auth0.com', audience: 'x' }, 'must be a host name'],
  ] satisfies [IdentityConfig, string][])(
    '%o is reported at start',
    async ([identity, message], { system }) => {
      const [app] = system.config.apps
      if (!app) throw new Error('no app')
      const failed = createVault({ ...system.config, apps: [{ ...app, identity }] })
      await expect(failed).rejects.toBeInstanceOf(ConfigError)
      await expect(failed).rejects.toThrow(message)
    },
  )
})

describe('three ways to say whose grant', () => {
  atProvider('the user’s JWT', async ({ backend }) => {
    await connectGoogle(backend)
    expect((await backend.calendar()).status).toBe(200)
  })

  atProvider('a grant id, without any user', async ({ system, backend }) => {
    const { grant_id } = await connectGoogle(backend)
    function call(headers: Record<string, string>): Promise<Response> {
      return system.vault.fetch(
        new Request(`${VAULT}/sdk/proxy`, {
          headers: {
            [HEADER.apiKey]: system.apiKey,
            [HEADER.url]: `${system.provider.google.api}/calendar/v3/calendars/primary/events`,
            ...headers,
          },
        }),
      )
    }
    const { host } = new URL(system.provider.origin)
    expect(system.config.apps[0]?.providers['google']?.api_hosts).toContain(host)
    expect((await call({ [HEADER.grant]: grant_id })).status).toBe(200)
    expect(await problem(await call({ [HEADER.provider]: 'google' }))).toMatchObject({
      code: 'user_token_required',
    })
  })

  atProvider(
    'headless: a terminal polls while the user connects in any browser',
    async ({ system, backend }) => {
      const { connect_url, session_token, session_id } = await backend.mint({
        delivery: 'poll',
        allowed_providers: ['google'],
      })
      expect(new URL(connect_url).hash).toBe(`#session=${session_token}`)
      const waiting = pollResult(system, session_token, 25)
      const browser = new Browser(system)
      const page = await browser.start(session_token)
      expect(page).toMatchObject({ delivery: 'poll' })
      expect(page).not.toHaveProperty('allowed_origin')
      expect(await waiting).toMatchObject({ status: 'open' })
      await browser.send(await browser.consent(await browser.authorize(session_id)))
      const { status, grants } = await pollResult(system, session_token, 25)
      expect(status).toBe('completed')
      const grantId = grants?.[0]?.grant_id ?? ''
      expect(await json(await backend.calendar({ [HEADER.grant]: grantId }))).toBeDefined()
    },
  )
})

test('W6: only a verified e-mail is shown as an address, and only printable texts are shown', async ({
  labelOf,
}) => {
  const email = 'victim@acme.example'
  expect(await labelOf({ email })).toBe(email)
  expect(await labelOf({ email, email_verified: true })).toBe(email)
  for (const email_verified of [false, 'false', 0, null]) {
    expect(await labelOf({ email, email_verified })).toBe('ada')
  }
  expect(await labelOf({ email, email_verified: false, name: 'Ada' })).toBe('Ada')
  for (const at of ['@', '\uFF20', '\uFE6B', '\u200B@']) {
    expect(await labelOf({ name: `victim${at}acme.example` })).toBe('ada')
  }
  expect(await labelOf({ name: ' A\u202Ed\u200Ba\n\u0000 L. ' })).toBe('Ada L.')
  expect(await labelOf({ name: '\u202E\u200B' })).toBe('ada')
  expect(await labelOf({ name: 'x'.repeat(4650) })).toBe('x'.repeat(200))
})
