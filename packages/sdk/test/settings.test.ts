import { expect, test } from 'vitest'
import { alterRoutes, App } from '@alter/sdk'
import { API_KEY } from './fake-vault.ts'

test.each([
  ['no options', undefined, /options are missing: write new App/],
  ['no key', {}, /apiKey is missing: pass the key of your app, alter_key_app_/],
  ['an empty key', { apiKey: '' }, /apiKey is missing/],
  [
    'a key of another kind',
    { apiKey: 'alter_key_agent_123' },
    /apiKey is not the key of an app: .*alter_key_app_/,
  ],
  [
    '14.4 a key with a line end, as a secret manager adds one',
    { apiKey: `${API_KEY}\n` },
    /apiKey starts or ends with a space or a line break.*apiKey\.trim\(\)/,
  ],
  ['14.4 a variable that is not set', { apiKey: 'undefined' }, /apiKey is the text undefined: .* not set/],
  [
    '14.4 an address from a variable that is not set',
    { apiKey: API_KEY, baseUrl: 'undefined' },
    /baseUrl is not a URL: it is the text undefined/,
  ],
  [
    '14.4 the key of an agent',
    { apiKey: 'alter_key_agent_5f1c2ab94d0e7788' },
    /Keys of an agent go to new Agent\(\{ apiKey \}\)/,
  ],
  ['an address without a scheme', { apiKey: API_KEY, baseUrl: 'vault.test' }, /baseUrl is not a URL: pass/],
  ['an address that is not http', { apiKey: API_KEY, baseUrl: 'ftp://vault.test' }, /baseUrl is not a URL/],
  [
    'an address with a query',
    { apiKey: API_KEY, baseUrl: 'https://vault.test/?a=b' },
    /baseUrl has more than/,
  ],
  ['a time of zero', { apiKey: API_KEY, timeout: 0 }, /timeout is not a time: pass milliseconds/],
  [
    'a getter that is a token',
    { apiKey: API_KEY, userTokenGetter: 'eyJ' },
    /userTokenGetter is not a function/,
  ],
  ['a fetch that is none', { apiKey: API_KEY, fetch: {} }, /fetch is not a function/],
])('new App with %s throws a TypeError that names the field', (_, options, message) => {
  function build() {
    return Reflect.construct(App, [options])
  }
  expect(build).toThrow(TypeError)
  expect(build).toThrow(message)
})

test('the message about a wrong key does not hold the key', () => {
  expect(() => new App({ apiKey: 'alter_key_agent_s3cret' })).toThrow(expect.not.stringContaining('s3cret'))
})

test('the base URL may have a path and a trailing slash', async () => {
  const urls: string[] = []
  async function fetch(request: Request) {
    urls.push(request.url)
    return Response.json({ providers: [] })
  }
  const app = new App({ apiKey: API_KEY, baseUrl: 'https://app.test/alter/', fetch })
  await app.listProviders()
  expect(urls).toEqual(['https://app.test/alter/sdk/providers'])
})

const SECURE = [
  'https://vault.test',
  'http://localhost:4401',
  'http://vault.localhost:4401',
  'http://127.0.0.1:4401',
  'http://127.9.9.9',
  'http://[::1]:4401',
]
const CLEAR = [
  'http://vault.test',
  'http://10.0.0.7:4401',
  'http://localhost.evil.test',
  'http://evillocalhost',
  'http://127.evil.test',
  'http://127.0.0.1.evil.test',
  'http://0.0.0.0:4401',
  'http://[::ffff:10.0.0.7]',
]

test('W17: the key is sent to https and to this machine only', () => {
  for (const baseUrl of SECURE) expect(() => new App({ apiKey: API_KEY, baseUrl })).not.toThrow()
  for (const baseUrl of CLEAR) {
    function build() {
      return new App({ apiKey: API_KEY, baseUrl })
    }
    expect(build, baseUrl).toThrow(TypeError)
    expect(build, baseUrl).toThrow(/^baseUrl must be https/)
  }
})

test('W17: the routes take no origin that a network in between can forge', () => {
  const app = new App({ apiKey: API_KEY })
  function build(origin: string) {
    return () => alterRoutes({ app, origins: [origin], userToken: () => null })
  }
  for (const origin of SECURE) expect(build(origin)).not.toThrow()
  for (const origin of CLEAR) expect(build(origin), origin).toThrow(/^origins\[0\] must be https/)
})

test('14.6 the address of the vault may be spelled baseURL too', async () => {
  const asked: string[] = []
  async function fetch(request: Request): Promise<Response> {
    asked.push(request.url)
    return Response.json({ providers: [] })
  }
  await new App({ apiKey: API_KEY, baseURL: 'https://vault.test/a/', fetch }).listProviders()
  expect(asked).toEqual(['https://vault.test/a/sdk/providers'])
})
