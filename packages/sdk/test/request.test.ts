import { HEADER } from '@alter/protocol'
import { App, isAlterError, NetworkError, ProviderApiError } from '@alter/sdk'
import { describe, expect, test } from 'vitest'
import { API_KEY, type Asked, problem, rejection, startFakeVault, upstream } from './fake-vault.ts'

async function start(...answers: Parameters<typeof startFakeVault>) {
  const vault = await startFakeVault(...answers)
  const app = new App({ apiKey: API_KEY, baseUrl: vault.url, userTokenGetter: () => 'eyJ.user' })
  return { app, vault, first: (): Asked | undefined => vault.asked[0] }
}

function raise(message: string): never {
  throw new Error(message)
}

/** As a JavaScript program would call it. */
function untyped(app: App, ...args: unknown[]): Promise<unknown> {
  return Reflect.apply(app.request.bind(app), app, args)
}

async function echo(request: Request) {
  return upstream(`${request.method} ${request.headers.get(HEADER.url)}`)
}

const calendar = 'https://www.googleapis.com/calendar/v3/calendars'

describe('what reaches the vault', () => {
  test('the target, the user and the choice of the grant are headers, the method is its own', async () => {
    const { app, first } = await start(() => upstream('{}'))
    await app.request('PATCH', `${calendar}/primary`, {
      provider: 'google',
      account: 'adä@work.example',
      reason: 'daily sync → report',
      json: { summary: 'x' },
      headers: { 'if-match': '"7"' },
    })
    expect(first()).toMatchObject({ method: 'PATCH', path: '/sdk/proxy', query: {}, body: '{"summary":"x"}' })
    expect(Object.fromEntries(first()?.headers ?? [])).toMatchObject({
      [HEADER.apiKey]: API_KEY,
      [HEADER.userToken]: 'eyJ.user',
      [HEADER.url]: `${calendar}/primary`,
      [HEADER.provider]: 'google',
      [HEADER.account]: 'ad%C3%A4%40work.example',
      [HEADER.reason]: 'daily%20sync%20%E2%86%92%20report',
      'content-type': 'application/json',
      'if-match': '"7"',
    })
    expect(first()?.headers.has(HEADER.grant)).toBe(false)
  })

  test('a text that was cut within a character is sent with a sign in its place', async () => {
    const { app, first } = await start(() => upstream('{}'))
    const cut = 'daily 📅'.slice(0, 7)
    await app.request('GET', 'https://api.test/{id}', {
      provider: 'google',
      account: cut,
      reason: cut,
      pathParams: { id: cut },
      trace: { tool: cut },
    })
    const sent = 'daily%20%EF%BF%BD'
    expect(Object.fromEntries(first()?.headers ?? [])).toMatchObject({
      [HEADER.url]: `https://api.test/${sent}`,
      [HEADER.account]: sent,
      [HEADER.reason]: sent,
      [HEADER.tool]: sent,
    })
  })

  test('W16: the headers that the caller gave are named, and none that the SDK adds', async () => {
    const { app, vault } = await start(() => upstream('{}'))
    const headers = { 'If-Match': '"7"', 'x-tenant': 'one' }
    await app.request('PATCH', `${calendar}/primary`, { provider: 'google', json: {}, headers })
    await app.request('GET', `${calendar}/primary`, { provider: 'google' })
    const [named, bare] = vault.asked
    expect(named?.headers.get(HEADER.pass)?.split(',').toSorted()).toEqual(['if-match', 'x-tenant'])
    expect(Object.fromEntries(named?.headers ?? [])).toMatchObject({ 'if-match': '"7"', 'x-tenant': 'one' })
    expect(bare?.headers.has(HEADER.pass)).toBe(false)
    for (const name of [HEADER.pass, 'x-api-key', 'Authorization']) {
      const refused = rejection(
        untyped(app, 'GET', calendar, { provider: 'google', headers: { [name]: 'x' } }),
      )
      expect(String(await refused), name).toContain('leave it out')
    }
  })

  test.each([
    [
      'a placeholder',
      `${calendar}/{id}/events`,
      { pathParams: { id: 'a/b c@x' } },
      `${calendar}/a%2Fb%20c%40x/events`,
    ],
    ['a number', 'https://api.test/n/{n}', { pathParams: { n: 7 } }, 'https://api.test/n/7'],
    [
      'two in one segment',
      'https://api.test/{a}.{b}',
      { pathParams: { a: '.', b: 'x' } },
      'https://api.test/..x',
    ],
    [
      'a placeholder that looks like a pattern',
      'https://api.test/{a}',
      { pathParams: { a: '$&' } },
      'https://api.test/%24%26',
    ],
    [
      'a query beside the one there',
      'https://api.test/?a=1',
      { queryParams: { b: 'x&y', c: true } },
      'https://api.test/?a=1&b=x%26y&c=true',
    ],
    ['a list', 'https://api.test/', { queryParams: { a: [1, 2] } }, 'https://api.test/?a=1&a=2'],
    [
      'nothing for null and undefined',
      'https://api.test/',
      { queryParams: { a: null, b: undefined } },
      'https://api.test/',
    ],
    [
      '12.10: a query with a grammar of its own',
      'https://api.test/?accounts=List(urn%3Ali%3A1)',
      { queryParams: { q: 'search' } },
      'https://api.test/?accounts=List(urn%3Ali%3A1)&q=search',
    ],
    [
      '12.10: pluses, both kinds of space, empty values, doubles and bare names',
      'https://api.test/?a=1+2&b=x%20y&c=&d&a=%7E~*!(%2f%2F)&e=a%2Bb',
      { queryParams: { f: 'g h+i', a: '' } },
      'https://api.test/?a=1+2&b=x%20y&c=&d&a=%7E~*!(%2f%2F)&e=a%2Bb&f=g%20h%2Bi&a=',
    ],
    [
      '12.10: a signature before a fragment',
      'https://api.test/x?sig=a%2Fb%3D%3D&se=2026-11-29T10%3A00%3A00Z#top?x=1',
      { queryParams: { part: 2 } },
      'https://api.test/x?sig=a%2Fb%3D%3D&se=2026-11-29T10%3A00%3A00Z&part=2',
    ],
    ['12.10: a lone question mark', 'https://api.test/x?', {}, 'https://api.test/x?'],
    [
      '12.10: a lone question mark, more behind it',
      'https://api.test/x?',
      { queryParams: { a: 1 } },
      'https://api.test/x?a=1',
    ],
    [
      '12.10: an open end',
      'https://api.test/x?a=1&',
      { queryParams: { "b'": '' } },
      'https://api.test/x?a=1&b%27=',
    ],
    [
      '12.10: nothing but a fragment',
      'https://api.test/x#y',
      { queryParams: { a: '\ud800&' } },
      'https://api.test/x?a=%EF%BF%BD%26',
    ],
    ['a fragment, which is no part of a request', 'https://api.test/x#secret', {}, 'https://api.test/x'],
    ['a host of another script', 'https://bücher.test/ä', {}, 'https://xn--bcher-kva.test/%C3%A4'],
  ])('%s in the URL', async (_, url, options, sent) => {
    const { app, first } = await start(() => upstream(''))
    await app.request('GET', url, { provider: 'google', ...options })
    expect(first()?.headers.get(HEADER.url)).toBe(sent)
  })

  test.each([
    ['a path that climbs', { pathParams: { id: '..' } }, /would change the path/],
    ['a path that stays', { pathParams: { id: '.' } }, /would change the path/],
    ['an empty value', { pathParams: { id: '' } }, /pathParams\.id is missing/],
    ['a missing value', { pathParams: {} }, /pathParams\.id is missing/],
    ['a value too many', { pathParams: { id: 'x', idd: 'y' } }, /pathParams\.idd is not in the URL/],
  ])('%s is a TypeError and nothing is sent', async (_, options, message) => {
    const { app, vault } = await start(() => upstream(''))
    const error = await rejection(
      app.request('GET', `${calendar}/{id}/x`, { provider: 'google', ...options }),
    )
    expect(error).toBeInstanceOf(TypeError)
    expect(String(error)).toMatch(message)
    expect(vault.asked).toEqual([])
  })

  test.each([
    ['two placeholders', 'https://api.test/x/{a}{b}/y', { a: '.', b: '.' }],
    ['a placeholder and an encoded dot', 'https://api.test/x/%2E{a}/y', { a: '.' }],
  ])('dots that %s make together are refused too', async (_, url, pathParams) => {
    const { app } = await start(() => upstream(''))
    expect(await rejection(app.request('GET', url, { provider: 'google', pathParams }))).toBeInstanceOf(
      TypeError,
    )
  })

  test('a placeholder is filled with what was passed, not with what every object has', async () => {
    const { app, vault } = await start(() => upstream(''))
    const error = await rejection(app.request('GET', 'https://api.test/{constructor}', { provider: 'x' }))
    expect(String(error)).toMatch(/pathParams\.constructor is missing/)
    expect(vault.asked).toEqual([])
  })

  test.each([
    ['no absolute URL', 'GET', '/calendar', { provider: 'google' }, /url is not an absolute/],
    ['a URL that is not http', 'GET', 'file:///etc/passwd', { provider: 'google' }, /url is not an absolute/],
    ['a placeholder in the host', 'GET', 'https://{shop}.test/', { provider: 'x' }, /url is not an absolute/],
    [
      'a backslash in the URL',
      'GET',
      'https://api.test/{id}\\x',
      { provider: 'x' },
      /url is not an absolute/,
    ],
    ['a line end in the URL', 'GET', 'https://api.test/{id}\n', { provider: 'x' }, /url is not an absolute/],
    ['credentials in the URL', 'GET', 'https://a:s3cret@api.test/', { provider: 'x' }, /url has credentials/],
    ['neither provider nor grant', 'GET', calendar, {}, /provider or grantId: pass exactly one/],
    ['both provider and grant', 'GET', calendar, { provider: 'x', grantId: 'g' }, /provider or grantId/],
    [
      'an account of a named grant',
      'GET',
      calendar,
      { account: 'a', grantId: 'g' },
      /account only with provider/,
    ],
    ['a grant id that is none', 'GET', calendar, { grantId: 's3cret\n\n1' }, /grantId is not an id/],
    ['a provider that is none', 'GET', calendar, { provider: 's3cret ü' }, /provider is not an id/],
    [
      'a body that is no JSON',
      'POST',
      calendar,
      { provider: 'x', json: 1n },
      /json cannot be written as JSON: .*BigInt/,
    ],
    [
      'a body whose own toJSON throws',
      'POST',
      calendar,
      { provider: 'x', json: { toJSON: () => raise('no date yet') } },
      /json cannot be written as JSON: no date yet$/,
    ],
    [
      'a body that JSON leaves out',
      'POST',
      calendar,
      { provider: 'x', json: () => 1 },
      /json cannot be .* function/,
    ],
    ['two bodies', 'POST', calendar, { provider: 'x', json: 1, body: '' }, /json and body: pass only one/],
    ['a body of GET', 'GET', calendar, { provider: 'x', json: 1 }, /a GET request must have no body/],
    ['an unknown method', 'get', calendar, { provider: 'x' }, /method is not one of GET/],
    [
      'a credential',
      'GET',
      calendar,
      { provider: 'x', headers: { Authorization: 's3cret' } },
      /headers\.authorization/,
    ],
    [
      'another API key',
      'GET',
      calendar,
      { provider: 'x', headers: { 'X-API-Key': 's3cret' } },
      /headers\.x-api-key/,
    ],
    [
      'a header of the wire',
      'GET',
      calendar,
      { provider: 'x', headers: { 'X-Alter-Grant': 'g' } },
      /headers\.x-alter-grant/,
    ],
    [
      'a header that HTTP refuses',
      'GET',
      calendar,
      { provider: 'x', headers: { a: 's3cret\n\n1' } },
      /headers have/,
    ],
    [
      'an account that is a number',
      'GET',
      calendar,
      { provider: 'x', account: 5 },
      /account is not a string/,
    ],
    [
      'a reason that is none',
      'GET',
      calendar,
      { provider: 'x', reason: { a: 's3cret' } },
      /reason is not a st/,
    ],
    ['a time that is none', 'GET', calendar, { provider: 'x', timeout: Number.NaN }, /timeout is not a time/],
  ])(
    '%s is a TypeError that names the field and quotes no secret',
    async (_, method, url, options, message) => {
      const { app, vault } = await start(() => upstream(''))
      const error = await rejection(untyped(app, method, url, options))
      expect(error).toBeInstanceOf(TypeError)
      expect(String(error)).toMatch(message)
      expect(String(error)).not.toContain('s3cret')
      expect(vault.asked).toEqual([])
    },
  )

  test('a stream is sent as it comes', async () => {
    const { app, first } = await start(() => upstream('ok'))
    const body = ReadableStream.from([new TextEncoder().encode('one '), new TextEncoder().encode('two')])
    await app.request('POST', 'https://api.test/upload', {
      provider: 'google',
      body,
      headers: { 'content-type': 'text/plain' },
    })
    expect(first()).toMatchObject({ body: 'one two' })
    expect(first()?.headers.get('content-type')).toBe('text/plain')
  })
})

describe('what comes back', () => {
  test("is the provider's own response, as it comes", async () => {
    const { app } = await start(() => upstream('{"items":[]}', { headers: { etag: '"7"' } }))
    const response = await app.request('GET', calendar, { provider: 'google' })
    expect(response).toBeInstanceOf(Response)
    expect(response.headers.get('etag')).toBe('"7"')
    expect(await response.json()).toEqual({ items: [] })
  })

  test.each([400, 401, 404, 429, 500, 503])(
    "the provider's %i throws ProviderApiError with its response",
    async (status) => {
      const { app, vault } = await start(() =>
        upstream('{"error":"why"}', { status, headers: { 'retry-after': '0' } }),
      )
      const error = await rejection(app.request('GET', `${calendar}?key=s3cret`, { provider: 'google' }))
      expect(error).toBeInstanceOf(ProviderApiError)
      expect(error).toMatchObject({ code: 'provider_api_error', status, provider: 'google', url: calendar })
      if (!isAlterError(error, 'provider_api_error')) throw error
      expect(await error.response.json()).toEqual({ error: 'why' })
      expect(vault.asked).toHaveLength(1)
    },
  )

  test('throwOnError: false returns it instead', async () => {
    const { app } = await start(() => upstream('no', { status: 403 }))
    const response = await app.request('GET', calendar, { provider: 'google', throwOnError: false })
    expect(response.status).toBe(403)
  })

  test("throwOnError: false still throws the vault's own errors", async () => {
    const { app } = await start(() => problem('grant_not_found', { provider: 'google' }))
    const error = await rejection(app.request('GET', calendar, { provider: 'google', throwOnError: false }))
    expect(isAlterError(error, 'grant_not_found')).toBe(true)
  })

  test("a provider's problem document stays the provider's", async () => {
    const { app } = await start(() =>
      upstream('{"code":"grant_not_found"}', {
        status: 404,
        headers: { 'content-type': 'application/problem+json' },
      }),
    )
    const error = await rejection(app.request('GET', calendar, { provider: 'google' }))
    expect(error).toMatchObject({ code: 'provider_api_error', status: 404 })
  })

  test.each([
    ['HTML with 200', () => new Response('<h1>welcome</h1>', { headers: { 'content-type': 'text/html' } })],
    ['HTML with 404', () => new Response('<h1>nope</h1>', { status: 404 })],
    ['a redirect', () => new Response(null, { status: 302, headers: { location: 'https://login.test/' } })],
    [
      'a problem of somebody else',
      () =>
        new Response('{"title":"no"}', {
          status: 403,
          headers: { 'content-type': 'application/problem+json' },
        }),
    ],
  ])('%s without the marker is a NetworkError, never a provider error', async (_, answer) => {
    const { app, vault } = await start(answer)
    const error = await rejection(app.request('GET', calendar, { provider: 'google' }))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ code: 'network_error', status: answer().status })
    expect(vault.asked).toHaveLength(1)
  })

  test('an answer that something else keeps a clone of, as Next does, is given up without waiting for that', async () => {
    const { vault } = await start(
      () => new Response('<html>', { status: 502 }),
      () => upstream('refused', { status: 401, headers: { [HEADER.renewed]: '1' } }),
      () => upstream('ok'),
    )
    const kept: Response[] = []
    const app = new App({
      apiKey: API_KEY,
      baseUrl: vault.url,
      userTokenGetter: () => 'eyJ.user',
      timeout: 20_000,
      fetch: async (request) => {
        const response = await fetch(request)
        kept.push(response.clone())
        return response
      },
    })
    const strange = await rejection(app.request('POST', calendar, { provider: 'google' }))
    expect(strange).toMatchObject({ code: 'network_error', status: 502 })
    const response = await app.request('POST', calendar, { provider: 'google' })
    expect(await response.text()).toBe('ok')
    expect(kept).toHaveLength(3)
  })

  test('W17: a redirect of what stands before the vault is a NetworkError that says so', async () => {
    const elsewhere = await startFakeVault(() => upstream('stolen'))
    const { app } = await start(
      () => new Response(null, { status: 307, headers: { location: elsewhere.url } }),
    )
    const error = await rejection(app.request('GET', calendar, { provider: 'google' }))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toHaveProperty('message', expect.stringContaining('redirect'))
    await expect(app.listProviders()).rejects.toThrow(/redirect/)
    expect(elsewhere.asked).toEqual([])
  })

  test("a provider's redirect is handed back and not followed with the API key", async () => {
    const elsewhere = await startFakeVault(() => upstream('stolen'))
    const { app } = await start(() => upstream(null, { status: 302, headers: { location: elsewhere.url } }))
    const response = await app.request('GET', calendar, { provider: 'google' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe(elsewhere.url)
    expect(elsewhere.asked).toEqual([])
  })
})

test('in one process with the vault no network is needed', async () => {
  const app = new App({ apiKey: API_KEY, fetch: echo })
  const response = await app.request('GET', calendar, { grantId: 'g1' })
  expect(await response.text()).toBe(`GET ${calendar}`)
})
