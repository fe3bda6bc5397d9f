import { createCipheriv } from 'node:crypto'
import { HEADER, type PolicyRule } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { ConfigError, createVault, type ProviderConfig } from '@alter/vault'
import { namesHost } from '../src/outbound/names-host.ts'
import { ownVaultTest, type Servers, vaultTest, type VaultTest } from './fixtures.ts'
import { Backend, Browser, connectGoogle, problem, type System, type SystemOptions, VAULT } from './system.ts'

/** A vault with these rules, a user with an account there, and calls of that user. */
interface Ruled {
  system: System
  backend: Backend
  use: (options?: UseOptions) => Promise<Response>
  /** A call that makes an event. */
  post: (options: UseOptions) => Promise<Response>
}

interface UseOptions {
  ip?: string
  path?: string
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer<ArrayBuffer> | ReadableStream<Uint8Array>
  isStreamed?: boolean
  token?: string
}

const test = withRules(vaultTest(callable))

/** For rules that count, and for clocks and tables that no other test may meet. */
const alone = withRules(ownVaultTest(callable))

function callable({ apiServer }: Servers): SystemOptions {
  return { google: { api_hosts: [apiServer.host] }, vault: { allow_private_network: true } }
}

function withRules(base: VaultTest) {
  return (
    base
      .extend('begin', ({ backendWith, api }) => {
        return async (
          rules: { app?: PolicyRule[]; google?: PolicyRule[]; grant?: PolicyRule[] },
          google: Partial<ProviderConfig> = {},
        ): Promise<Ruled> => {
          const backend = await backendWith({
            app: { policies: rules.app ?? [] },
            google: { policies: rules.google ?? [], ...google },
          })
          const { system } = backend
          const minted = await backend.mint({
            allowed_providers: ['google'],
            ...(rules.grant && { grant_policy: { rules: rules.grant } }),
          })
          await new Browser(system).connect(minted, { account: 'ada@work.example' })

          async function use({
            ip,
            path = '/',
            method = 'GET',
            headers = {},
            body,
            isStreamed,
            token,
          }: UseOptions = {}): Promise<Response> {
            return system.vault.fetch(
              new Request(`${VAULT}/sdk/proxy`, {
                method,
                headers: {
                  [HEADER.apiKey]: system.apiKey,
                  [HEADER.userToken]: token ?? (await backend.userToken()),
                  [HEADER.provider]: 'google',
                  [HEADER.url]: `${api.origin}${path}`,
                  // As a server hands it over; without a length the body is streamed.
                  ...(body !== undefined &&
                    !(body instanceof ReadableStream) &&
                    !isStreamed && { 'content-length': String(Buffer.byteLength(body)) }),
                  ...headers,
                },
                ...(body !== undefined && { body, duplex: 'half' }),
              }),
              ip === undefined ? {} : { ip },
            )
          }
          return {
            system,
            backend,
            use,
            post: (options) => use({ method: 'POST', path: '/calendars/primary/events', ...options }),
          }
        }
      })
      /** What the API was asked. */
      .extend('asked', ({ api }) => {
        return () => api.arrivals.map(({ request }) => request)
      })
      .extend('tokenOfMember', ({ system, user }) => {
        return (groups: unknown): Promise<string> =>
          system.provider.userToken({ sub: user, claims: { groups } })
      })
      .extend('expectAt', ({ begin, user }) => {
        return async (rule: PolicyRule, moments: [string, boolean][]): Promise<void> => {
          const { system, use } = await begin({ app: [rule] })
          const token = await system.provider.userToken({ sub: user, expiresIn: 63_072_000 })
          let passed = 0
          for (const [at, allowed] of moments) {
            const until = (Date.parse(at) - Date.now()) / 1000
            system.pass(until - passed)
            passed = until
            const answer = await use({ token })
            expect(answer.status, at).toBe(allowed ? 200 : 403)
            if (!allowed) await expectDenied(answer, { type: 'time_window', policy: rule.name ?? 'app demo' })
          }
        }
      })
  )
}

async function expectDenied(response: Response, policyError: object): Promise<void> {
  expect(await problem(response)).toMatchObject({
    status: 403,
    code: 'policy_violation',
    policy_error: policyError,
  })
}

describe('time_window', () => {
  const office: PolicyRule = {
    type: 'time_window',
    name: 'office hours',
    zone: 'Europe/Berlin',
    days: ['mon', 'tue', 'wed', 'thu', 'fri'],
    from: '09:00',
    to: '17:00',
  }
  const night: PolicyRule = {
    type: 'time_window',
    zone: 'America/New_York',
    days: ['fri'],
    from: '22:00',
    to: '02:00',
  }
  alone('in its zone, winter and summer, from its first minute to before its last', ({ expectAt }) =>
    expectAt(office, [
      ['2027-01-03T12:00:00Z', false],
      // Winter: Berlin is at UTC+1; summer: at UTC+2.
      ['2027-01-04T07:59:50Z', false],
      ['2027-01-04T08:00:01Z', true],
      ['2027-01-04T15:59:50Z', true],
      ['2027-01-04T16:00:01Z', false],
      ['2027-07-05T07:00:01Z', true],
      ['2027-07-05T15:00:01Z', false],
    ]),
  )

  alone('over midnight it belongs to the day it opens on', ({ expectAt }) =>
    expectAt(night, [
      // Friday night in New York is Saturday in UTC, and ends on Saturday there.
      ['2027-01-09T02:59:00Z', false],
      ['2027-01-09T03:00:01Z', true],
      ['2027-01-09T06:59:00Z', true],
      ['2027-01-09T07:00:01Z', false],
      ['2027-01-10T04:00:00Z', false],
    ]),
  )
})

describe('ip_allowlist', () => {
  const rule: PolicyRule = { type: 'ip_allowlist', ranges: ['203.0.113.0/24', '2001:db8::1'] }

  test('an address is judged however it is written, an unknown one is refused', async ({ begin, asked }) => {
    const { use } = await begin({ google: [rule] })
    for (const ip of ['203.0.114.9', '2001:db8::2', 'nonsense', undefined]) {
      const answer = await use(ip === undefined ? {} : { ip })
      await expectDenied(answer, { type: 'ip_allowlist', policy: 'provider google' })
    }
    expect(asked()).toEqual([])
    for (const ip of ['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::1', '2001:db8:0::0001']) {
      expect((await use({ ip })).status, ip).toBe(200)
    }
  })
})

describe('rate_limit', () => {
  alone('a number of uses in a time, over all processes', async ({ begin }) => {
    const { system, use } = await begin({ app: [{ type: 'rate_limit', requests: 3, seconds: 60 }] })
    const second = await system.secondVault(system.config)
    const { vault: first } = system
    for (const vault of [first, second, first]) {
      system.vault = vault
      expect((await use()).status).toBe(200)
    }
    const refused = await use()
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50)
    await expectDenied(refused, { type: 'rate_limit', retry_after: expect.any(Number) })
    system.pass(61)
    expect((await use()).status).toBe(200)
  })

  alone(
    'a window ends though the clock is set back within it, and its uses count on',
    async ({ backend, begin }) => {
      const { system, use } = await begin({ app: [{ type: 'rate_limit', requests: 1, seconds: 60 }] })
      const token = await system.provider.userToken({ sub: backend.user, expiresIn: 86_400 })
      system.pass(3600)
      expect((await use({ token })).status).toBe(200)
      await expectDenied(await use({ token }), { type: 'rate_limit' })
      // So it is, too, where another vault's clock is ahead: no use may begin a window anew.
      system.pass(-3000)
      await expectDenied(await use({ token }), { type: 'rate_limit' })
      system.pass(61)
      expect((await use({ token })).status).toBe(200)
      await expectDenied(await use({ token }), { type: 'rate_limit' })
    },
  )

  alone('no more get through when many come at once', async ({ begin, asked }) => {
    const { use } = await begin({ app: [{ type: 'rate_limit', requests: 5, seconds: 60 }] })
    const answers = await Promise.all(Array.from({ length: 20 }, () => use()))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5)
    expect(asked()).toHaveLength(5)
  })

  alone('for each user', async ({ begin }) => {
    const { system, backend, use } = await begin({
      app: [{ type: 'rate_limit', requests: 1, seconds: 60, per: 'user' }],
    })
    await connectGoogle(new Backend(system, `grace-of-${backend.user}`))
    const grace = await new Backend(system, `grace-of-${backend.user}`).userToken()
    expect((await use()).status).toBe(200)
    expect((await use({ token: grace })).status).toBe(200)
    expect((await use()).status).toBe(403)
    expect((await use({ token: grace })).status).toBe(403)
  })

  alone('for each grant', async ({ begin }) => {
    const { backend, use } = await begin({
      app: [{ type: 'rate_limit', requests: 1, seconds: 60, per: 'grant' }],
    })
    await connectGoogle(backend, 'ada@home.example')
    for (const account of ['ada@work.example', 'ada@home.example']) {
      const headers = { [HEADER.account]: account }
      expect((await use({ headers })).status, account).toBe(200)
      expect((await use({ headers })).status, account).toBe(403)
    }
  })

  alone('a use that another rule denies is not counted', async ({ begin }) => {
    const { use } = await begin({
      app: [
        { type: 'rate_limit', requests: 1, seconds: 60 },
        { type: 'ip_allowlist', ranges: ['203.0.113.9'] },
      ],
    })
    await use({ ip: '203.0.113.8' })
    await use({ ip: '203.0.113.8' })
    expect((await use({ ip: '203.0.113.9' })).status).toBe(200)
  })

  alone('a lost database denies', async ({ begin, asked }) => {
    const { system, use } = await begin({ app: [{ type: 'rate_limit', requests: 100, seconds: 60 }] })
    await system.database('drop table rate_counters')
    await expectDenied(await use(), { type: 'rate_limit', reason: 'the rule could not be evaluated' })
    expect(asked()).toEqual([])
  })
})

describe('groups', () => {
  test('one of the user’s groups must be named', async ({ begin, tokenOfMember }) => {
    const { use } = await begin({ app: [{ type: 'groups', any_of: ['admin', 'finance'] }] })
    expect((await use({ token: await tokenOfMember(['staff', 'finance']) })).status).toBe(200)
    expect((await use({ token: await tokenOfMember('admin') })).status).toBe(200)
    for (const groups of [['staff'], [], undefined, 'adm', { admin: true }, [['admin']]]) {
      await expectDenied(await use({ token: await tokenOfMember(groups) }), { type: 'groups' })
    }
  })

  test('no user is in no group', async ({ api, begin }) => {
    const { system, backend } = await begin({ app: [{ type: 'groups', any_of: ['admin'] }] })
    const [grant] = await backend.grants()
    const answer = await system.vault.fetch(
      new Request(`${VAULT}/sdk/proxy`, {
        headers: {
          [HEADER.apiKey]: system.apiKey,
          [HEADER.grant]: grant?.grant_id ?? '',
          [HEADER.url]: `${api.origin}/`,
        },
      }),
    )
    await expectDenied(answer, { type: 'groups' })
  })
})

alone(
  'ttl: an authorization is valid for a time, and again after a new authorization',
  async ({ backend, begin }) => {
    const { system, use } = await begin({ google: [{ type: 'ttl', seconds: 600 }] })
    expect((await use()).status).toBe(200)
    system.pass(601)
    expect(await problem(await use())).toMatchObject({
      status: 410,
      code: 'grant_expired',
      policy_error: { type: 'ttl', policy: 'provider google' },
    })
    await connectGoogle(backend)
    expect((await use()).status).toBe(200)
  },
)

const URLENCODED = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_BODY = { 'content-type': 'application/json' }
/** A form in parts with a file of so many bytes, and a field after it. */
function withFile(bytes: number, name = 'title'): string {
  const file = `--frontier\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n${'x'.repeat(bytes)}`
  return `${file}\r\n--frontier\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nDELETE\r\n--frontier--`
}

const MULTIPART = { 'content-type': 'multipart/form-data; boundary=frontier' }
function part(disposition: string): string {
  return `--frontier\r\nContent-Disposition: form-data; ${disposition}\r\n\r\nDELETE\r\n--frontier--\r\n`
}

describe('methods_and_paths', () => {
  const rule: PolicyRule = {
    type: 'methods_and_paths',
    allow: [
      { methods: ['GET'], paths: ['/calendars/*/events', '/public/**'] },
      { methods: ['POST'], paths: ['/calendars/primary/events'] },
    ],
  }

  test('named requests are allowed, and no request that a server may read otherwise', async ({
    begin,
    asked,
  }) => {
    const { use } = await begin({ google: [rule] })
    const refused = [
      'DELETE /calendars/one/events',
      'POST /calendars/one/events',
      'GET /calendars//events',
      'GET /calendars/one/events/',
      'GET /calendars/a%2Fb/events',
      'GET /publicity',
      'GET //public/x',
      'GET /PUBLIC/x',
      'GET /public/../admin',
      'GET /public/%2e%2e/admin',
      'GET /public/..%2fadmin',
      'GET /public/%252e%252e%252fadmin',
      'GET /public/..;/admin',
      'GET /public/..%5cadmin',
      'GET /public/%ff',
      'GET /public/a%5cb',
      'GET /public/a%00b',
      'POST /calendars/primary/events?_method=DELETE',
    ]
    for (const line of refused) {
      const [method = '', path = ''] = line.split(' ')
      const answer = await use({ method, path })
      expect(answer.status, line).toBe(403)
      await expectDenied(answer, { type: 'methods_and_paths' })
    }
    expect(asked()).toEqual([])
    const allowed = [
      'GET /calendars/one/events',
      'GET /calendars/one/events?x=1',
      'GET /public',
      'GET /public/',
      'GET /public/a/b%20c',
      'POST /calendars/primary/events',
    ]
    for (const line of allowed) {
      const [method = '', path = ''] = line.split(' ')
      expect((await use({ method, path })).status, line).toBe(200)
    }
    expect(asked()).toEqual(allowed)
  })

  test.for([
    'x-http-method-override',
    'x-http-method',
    'x-method-override',
    'x-original-url',
    'x-rewrite-url',
  ])('%s, which makes it another request, is refused', async (name, { begin }) => {
    const { use } = await begin({ google: [rule] })
    const headers = { [name]: 'DELETE' }
    await expectDenied(await use({ method: 'POST', path: '/calendars/primary/events', headers }), {
      type: 'methods_and_paths',
    })
  })

  test('W3: no spelling of a query name or a path makes it another request', async ({ begin, asked }) => {
    const { use } = await begin({ google: [rule] })
    const names = ['_HttpMethod', 'method', 'x_http_method_override', '%255fmethod', '_METHOD', '_method[]']
    for (const name of names) {
      const path = `/calendars/primary/events?${name}=DELETE`
      await expectDenied(await use({ method: 'POST', path }), { type: 'methods_and_paths' })
    }
    const paths = ['%ef%bc%8e%ef%bc%8e/x', '%252525252e%252525252e/x', 'a;b', 'a%0ab']
    for (const path of paths) {
      await expectDenied(await use({ path: `/public/${path}` }), { type: 'methods_and_paths' })
    }
    expect(asked()).toEqual([])
  })

  test('W3: no field of a form makes it another method', async ({ api, begin, asked }) => {
    const { post } = await begin({ google: [rule] })
    const names = ['_method', '_METHOD[]', '%5Fmethod', '%255fmethod', '_HttpMethod', '＿method', 'x+_method']
    for (const name of names) {
      for (const form of [`${name}=DELETE`, `a=1&${name}=DELETE`, `a=1;${name}=DELETE`]) {
        await expectDenied(await post({ headers: URLENCODED, body: form }), { type: 'methods_and_paths' })
      }
    }
    const parts = [
      'name="_method"',
      'name=_method',
      'Name = "_Method"',
      "name*=UTF-8''%5Fmethod",
      'name*0="_me"; name*1="thod"',
      String.raw`name="\_me\thod"`,
      'name="_method[]"',
    ]
    for (const disposition of parts) {
      const answer = await post({ headers: MULTIPART, body: part(disposition) })
      await expectDenied(answer, { type: 'methods_and_paths' })
    }
    // What a server takes for a form is its own affair.
    for (const type of ['', 'text/plain', 'application/x-www-form-urlencoded; charset=utf-16', 'x/y']) {
      const answer = await post({ headers: { 'content-type': type }, body: '_method=DELETE' })
      await expectDenied(answer, { type: 'methods_and_paths' })
    }
    const wide = Buffer.from(part('name="_method"'), 'utf16le').toString('latin1')
    await expectDenied(await post({ headers: MULTIPART, body: wide }), { type: 'methods_and_paths' })
    expect(asked()).toEqual([])
    const good = [
      { headers: URLENCODED, body: 'summary=a+method&payment=_method' },
      { headers: MULTIPART, body: part('name="file"; filename="method"') },
      // A word like any other, of JSON-RPC, of payments and of webhooks.
      { headers: JSON_BODY, body: '{"method":"list","params":[]}' },
      { headers: JSON_BODY, body: '{"method":"POST","url":"https://hook.example"}' },
      { headers: JSON_BODY, body: '[{"method":"card","path":"none"}]' },
      { headers: JSON_BODY, body: '' },
    ]
    for (const options of good) expect((await post(options)).status).toBe(200)
    expect(api.arrivals.map(({ body }) => body)).toEqual(good.map(({ body }) => body))
  })

  test('W3: no member of JSON makes it another method', async ({ begin, asked }) => {
    const { post } = await begin({ google: [rule] })
    const bodies = [
      '{"_method":"DELETE"}',
      '{"\\u005fMETHOD":"DELETE"}',
      '[{"X-HTTP-Method-Override":"PUT"}]',
      '{"a":',
    ]
    for (const body of [...bodies, Buffer.from('\uFEFF{"_method":"DELETE"}', 'utf16le').toString('latin1')]) {
      for (const type of ['application/json', 'application/vnd.api+json; charset=utf-8', 'text/json']) {
        await expectDenied(await post({ headers: { 'content-type': type }, body }), {
          type: 'methods_and_paths',
        })
      }
    }
    expect(asked()).toEqual([])
  })

  test('W3: a batch, which contains further requests, is not a named request', async ({ begin, asked }) => {
    const { post } = await begin({ google: [rule] })
    const inner = '[{"method":"delete","relative_url":"/me"}]'
    const refused: UseOptions[] = [
      { headers: JSON_BODY, body: `{"requests":${inner}}` },
      {
        headers: JSON_BODY,
        body: '{"compositeRequest":[{"body":{},"method":"PATCH","url":"/services/data"}]}',
      },
      { headers: JSON_BODY, body: '{"data":{"actions":[{"relative_path":"/tasks","method":"get"}]}}' },
      { headers: JSON_BODY, body: `{"requests":${inner}}`, isStreamed: true },
      { headers: { 'content-type': 'application/octet-stream' }, body: inner },
      { headers: JSON_BODY, body: JSON.stringify({ batch: inner }) },
      { headers: { ...JSON_BODY, 'content-encoding': 'gzip' }, body: 'x' },
      { headers: { 'content-type': 'text/plain' }, body: `{"requests":${inner}}` },
      { headers: URLENCODED, body: `batch=${encodeURIComponent(inner)}` },
      {
        headers: MULTIPART,
        body: `--frontier\r\nContent-Disposition: form-data; name="batch"\r\n\r\n${inner}\r\n--frontier--`,
      },
      { path: `/calendars/primary/events?batch=${encodeURIComponent(inner)}` },
      {
        headers: { 'content-type': 'multipart/mixed; boundary=frontier' },
        body: '--frontier\r\n\r\nDELETE /x\r\n--frontier--',
      },
      { headers: { 'content-type': 'application/http' }, body: 'DELETE /x HTTP/1.1\r\n\r\n' },
    ]
    for (const options of refused) {
      await expectDenied(await post(options), { type: 'methods_and_paths' })
    }
    expect(asked()).toEqual([])
  })

  test('W3: JSON is looked into up to 16 MiB, whether or not its length is known', async ({ api, begin }) => {
    const { post } = await begin({ google: [rule] })
    for (const isStreamed of [false, true]) {
      const body = JSON.stringify({ raw: 'x'.repeat(2_097_152) })
      expect((await post({ headers: JSON_BODY, body, isStreamed })).status).toBe(200)
      expect(api.arrivals.at(-1)?.body === body).toBe(true)
      const batch = JSON.stringify([{ raw: 'x'.repeat(2_097_152), method: 'DELETE', url: '/me' }])
      await expectDenied(await post({ headers: JSON_BODY, body: batch, isStreamed }), {
        reason: 'its body contains further requests',
      })
      const long = JSON.stringify({ raw: 'x'.repeat(16_777_216) })
      await expectDenied(await post({ headers: JSON_BODY, body: long, isStreamed }), {
        reason: expect.stringContaining('at most 16777216 bytes'),
      })
    }
    expect(api.arrivals).toHaveLength(2)
  })

  test('W3: what is refused without its body is refused before the body has arrived', async ({
    begin,
    asked,
  }) => {
    const { use } = await begin({ google: [rule] })
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('{')),
    })
    for (const path of ['/calendars/one/events', '/calendars/primary/events?_method=DELETE']) {
      await expectDenied(await use({ method: 'POST', path, headers: JSON_BODY, body, isStreamed: true }), {
        type: 'methods_and_paths',
      })
    }
    expect(body.locked).toBe(false)
    expect(asked()).toEqual([])
  })

  test('W3: a file of any bytes is sent by a form', async ({ api, begin }) => {
    const { post } = await begin({ google: [rule] })
    const file = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(
      Buffer.alloc(1_000_000),
    )
    const form = new FormData()
    form.set('file', new File([file], '100%.jpg', { type: 'image/jpeg' }))
    const encoded = new Response(form)
    const type = encoded.headers.get('content-type') ?? ''
    const body = Buffer.from(await encoded.arrayBuffer())
    for (const sent of [type, type.replace('form-data', 'related')]) {
      expect((await post({ headers: { 'content-type': sent }, body })).status).toBe(200)
    }
    expect(api.arrivals).toHaveLength(2)
  })

  test('W3: a form that cannot be read is refused, and any other type is streamed', async ({
    begin,
    asked,
  }) => {
    const { post } = await begin({ google: [rule] })
    const tooLong = withFile(16_777_216)
    for (const [headers, body] of [
      [URLENCODED, 'a=1'],
      [MULTIPART, tooLong],
    ] as const) {
      await expectDenied(await post({ headers, body, isStreamed: true }), { type: 'methods_and_paths' })
      const compressed = { ...headers, 'content-encoding': 'gzip' }
      await expectDenied(await post({ headers: compressed, body: 'a=1' }), { type: 'methods_and_paths' })
    }
    expect(asked()).toEqual([])
    const headers = { 'content-type': 'application/octet-stream' }
    expect((await post({ headers, body: '_method=DELETE', isStreamed: true })).status).toBe(200)
  })

  test.for([false, true])(
    'W3: a form with a file of 10 MiB is looked into, and passes without a field that names a method (of unknown length: %s)',
    async (isStreamed, { begin, asked }) => {
      const { post } = await begin({ google: [rule] })
      const headers = MULTIPART
      for (const name of ['_method', 'X-HTTP-Method-Override', 'batch[0][method]']) {
        const hidden = withFile(10_485_760, name)
        await expectDenied(await post({ headers, body: hidden, isStreamed }), { type: 'methods_and_paths' })
      }
      expect(asked()).toEqual([])
      const body = withFile(10_485_760, 'title')
      expect((await post({ headers, body, isStreamed })).status).toBe(200)
      expect(asked()).toHaveLength(1)
    },
  )

  test('W3: a header that the caller names is passed on only where it is on a list', async ({
    begin,
    asked,
  }) => {
    const { post } = await begin({ google: [rule] }, { request_headers: ['X-Tenant'] })
    for (const name of ['x-other', 'x-method', 'X-Odd']) {
      const headers = { [HEADER.pass]: `x-tenant, ${name}`, [name]: 'DELETE' }
      await expectDenied(await post({ headers }), { type: 'methods_and_paths' })
    }
    expect(asked()).toEqual([])
    expect((await post({ headers: { [HEADER.pass]: 'x-tenant', 'x-tenant': 'one' } })).status).toBe(200)
  })

  test('W3: names that make another method at this provider are refused wherever they stand', async ({
    begin,
    asked,
  }) => {
    const { post } = await begin(
      { google: [rule] },
      { method_overrides: ['$Do', 'X-Verb'], request_headers: ['x-verb'] },
    )
    for (const name of ['$do', '%24DO', '$do[]', 'x-verb']) {
      const path = `/calendars/primary/events?${name}=DELETE`
      await expectDenied(await post({ path }), { type: 'methods_and_paths' })
      const form = `${name}=DELETE`
      await expectDenied(await post({ headers: URLENCODED, body: form }), { type: 'methods_and_paths' })
    }
    await expectDenied(await post({ headers: { 'x-verb': 'DELETE' } }), { type: 'methods_and_paths' })
    expect(asked()).toEqual([])
    expect((await post({ path: '/calendars/primary/events?todo=1' })).status).toBe(200)
  })

  test('a path that is named at one host is not named at another', async ({ begin }) => {
    const { use } = await begin({
      google: [{ type: 'methods_and_paths', allow: [{ hosts: ['api.example'] }, { paths: ['/public/**'] }] }],
    })
    await expectDenied(await use({ path: '/admin' }), { type: 'methods_and_paths' })
    expect((await use({ path: '/public/x' })).status).toBe(200)
  })

  test('a host with its usual port is the host without it', () => {
    expect(namesHost(['api.example:443'], new URL('https://api.example/'))).toBe(true)
    expect(namesHost(['localhost:80'], new URL('http://localhost/'))).toBe(true)
    expect(namesHost(['api.example:80'], new URL('https://api.example/'))).toBe(false)
    expect(namesHost(['api.example'], new URL('https://api.example:8443/'))).toBe(false)
  })

  test('a redirect does not lead around it', async ({ api, begin, asked }) => {
    const { use } = await begin({
      google: [{ type: 'methods_and_paths', allow: [{ paths: ['/from', '/public/**'] }] }],
    })
    let location = '/admin'
    api.answer = ({ url }, response) =>
      void response.writeHead(url === '/from' ? 302 : 200, { location }).end('{}')
    expect((await use({ path: '/from' })).status).toBe(302)
    location = '/public/x'
    expect((await use({ path: '/from' })).status).toBe(200)
    expect(asked()).toEqual(['GET /from', 'GET /from', 'GET /public/x'])
  })
})

describe('a grant’s own rules', () => {
  const rule: PolicyRule = { type: 'ip_allowlist', ranges: ['203.0.113.9'] }

  test('are given when its session is minted, and stay when it is authorized again without', async ({
    begin,
  }) => {
    const { backend, use } = await begin({ grant: [rule] })
    await expectDenied(await use(), { type: 'ip_allowlist', policy: expect.stringMatching(/^grant /) })
    expect((await use({ ip: '203.0.113.9' })).status).toBe(200)
    await connectGoogle(backend)
    await expectDenied(await use(), { type: 'ip_allowlist' })
  })

  test('that are wrong are refused at once', async ({ begin }) => {
    const { backend } = await begin({})
    const zone = 'Mars/Olympus'
    const rules: PolicyRule[] = [{ type: 'time_window', zone, from: '09:00', to: '17:00' }]
    expect(await problem(await backend.tryMint({ grant_policy: { rules } }))).toMatchObject({
      code: 'invalid_request',
      field: 'grant_policy.rules.0.zone',
    })
  })

  alone(
    'that cannot be read deny: a bad zone name, a broken rule, a rule of a later version, none at all',
    async ({ begin, asked }) => {
      const { system, use } = await begin({ grant: [rule] })
      const stored = [
        '[{"type":"time_window","zone":"Mars/Olympus","from":"00:00","to":"24:00"}]',
        '[{"type":"ip_allowlist","ranges":["203.0.113.0/99"]}]',
        '[{"type":"phase_of_the_moon"}]',
        'null',
        'garbage',
      ]
      for (const policies of stored) {
        await system.changeGrants('update grants set policies = ?', policies)
        await expectDenied(await use({ ip: '203.0.113.9' }), { reason: 'the rule could not be evaluated' })
      }
      expect(asked()).toEqual([])
    },
  )
})

function without(denied: string): PolicyRule {
  return {
    type: 'ip_allowlist',
    ranges: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'].filter((address) => address !== denied),
  }
}

test('all rules must allow: of app, provider and grant', async ({ begin }) => {
  const { use } = await begin({
    app: [without('10.0.0.1')],
    google: [without('10.0.0.2')],
    grant: [without('10.0.0.3')],
  })
  await expectDenied(await use({ ip: '10.0.0.1' }), { policy: 'app demo' })
  await expectDenied(await use({ ip: '10.0.0.2' }), { policy: 'provider google' })
  await expectDenied(await use({ ip: '10.0.0.3' }), { policy: expect.stringMatching(/^grant /) })
  expect((await use({ ip: '10.0.0.4' })).status).toBe(200)
})

test('a rule of the configuration that makes no sense is refused at start', async ({ system }) => {
  const [app] = system.config.apps
  if (!app) throw new Error('no app')
  const policies: PolicyRule[] = [{ type: 'time_window', zone: 'Mars/Olympus', from: '9', to: '17:00' }]
  const apps = [{ ...app, policies }]
  const failed = await createVault({ ...system.config, apps }).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(ConfigError)
  expect(String(failed)).toContain('apps[0].policies[0].zone: must be an IANA time zone')
  expect(String(failed)).toContain('apps[0].policies[0].from: must be HH:MM')
})
