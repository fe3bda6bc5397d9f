import { HEADER } from '@alter/protocol'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { vaultTest } from '../fixtures.ts'
import { Backend, Browser, connectGoogle, grantTable, VAULT } from '../system.ts'

const test = vaultTest({
  app: {
    webhook: { url: 'http://localhost:1/hook', secret: `whsec_${'A'.repeat(32)}` },
    policies: [{ type: 'rate_limit', requests: 1_000_000, seconds: 60 }],
  },
}).extend('stage', async ({ system }) => {
  const backend = new Backend(system)
  const { grant_id } = await connectGoogle(backend)
  const { session_token, session_id } = await backend.mint()
  const browser = new Browser(system)
  await browser.start(session_token)
  const state = new URL(await browser.authorize(session_id)).searchParams.get('state') ?? ''
  const userToken = await backend.userToken()
  const { apiKey } = system
  // From here on a host that does not answer is given up soon.
  system.vault = await system.secondVault({ ...system.config, provider_timeout: 1 })
  /** Pieces of valid requests, so that nonsense gets further than the first check. */
  const known = [grant_id, session_id, session_token, state, userToken, apiKey, 'google', 'ada', 'demo']
  return { browser, userToken, apiKey, known }
})

const ROUTES = [
  'GET /health',
  'GET /openapi.json',
  'GET /reference',
  'GET /metrics',
  'GET /sdk/proxy',
  'POST /sdk/proxy',
  'GET /sdk/grants',
  'PUT /sdk/grants/{x}/default',
  'POST /sdk/grants/{x}/revoke',
  'DELETE /sdk/users/{x}',
  'GET /sdk/providers',
  'GET /sdk/providers/{x}/logo.svg',
  'POST /sdk/webhooks/identity/{x}',
  'GET /sdk/oauth/connect',
  'GET /sdk/oauth/connect/assets/{x}',
  'POST /sdk/oauth/connect/session',
  'POST /sdk/oauth/connect/session/start',
  'POST /sdk/oauth/connect/session/authorize',
  'POST /sdk/oauth/connect/session/complete',
  'POST /sdk/oauth/connect/session/cancel',
  'POST /sdk/oauth/connect/session/result',
  'GET /sdk/oauth/callback/{x}',
  'GET /{x}',
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']
const FIELDS = [
  'user_token',
  'principal',
  'allowed_providers',
  'delivery',
  'allowed_origin',
  'return_url',
  'required_scopes',
  'grant_id',
  'account_hint',
  'grant_policy',
  'rules',
  'type',
  'metadata',
  'session_id',
  'landing',
  'provider',
  'fields',
  'welcomed',
  'reason',
  'data',
  'id',
  '__proto__',
  'constructor',
]
const PARAMETERS = [
  'state',
  'code',
  'iss',
  'error',
  'error_description',
  'wait',
  'limit',
  'offset',
  'provider',
  'all',
]
const HEADERS = [
  ...Object.values(HEADER),
  'authorization',
  'cookie',
  'origin',
  'host',
  'connection',
  'content-length',
  'svix-id',
  'svix-signature',
  'x-forwarded-for',
]

function piece(known: string[]): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...known),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.webUrl({ withQueryParameters: true }),
    fc.constantFrom(
      '',
      '%',
      '%00',
      '../..',
      '__proto__',
      'null',
      '-1',
      '1e309',
      '\u0000',
      'ﷺ',
      'http://localhost:1/',
      'https://www.googleapis.com/',
    ),
  )
}

function json(known: string[]): fc.Arbitrary<unknown> {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      piece(known),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...FIELDS), tie('value'), { maxKeys: 4 }),
    ),
  }))
  return value
}

/** As any server would hand it on: half a surrogate pair is no text. */
function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString())
}

function headerText(text: string): string {
  return (/^[\x20-\x7e]*$/.test(text) ? text : encoded(text)).slice(0, 2000)
}

function request(known: string[]) {
  return fc.record({
    route: fc.constantFrom(...ROUTES),
    x: piece(known),
    otherMethod: fc.oneof(
      { weight: 5, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
    ),
    query: fc.dictionary(fc.constantFrom(...PARAMETERS), piece(known), { maxKeys: 4 }),
    headers: fc.dictionary(fc.constantFrom(...HEADERS), piece(known), { maxKeys: 4 }),
    asApp: fc.boolean(),
    asUser: fc.boolean(),
    asBrowser: fc.boolean(),
    body: fc.oneof(
      json(known).map((value) => JSON.stringify(value)),
      piece(known),
    ),
    type: fc.constantFrom('application/json', 'application/json', 'text/plain', ''),
  })
}

test('malformed input at every endpoint never causes a 500 and never reveals a secret', async ({
  system,
  stage,
}) => {
  const { browser, userToken, apiKey, known } = stage
  const sealed = await system.database<{ access_token: string }>('select access_token from grants')
  const secrets = [...system.secrets].filter((secret) => secret !== '' && secret !== userToken)
  const answered = new Set<number>()
  await fc.assert(
    fc.asyncProperty(request(known), async ({ route, x, query, headers, body, type, ...rest }) => {
      const [usual = '', path = ''] = route.split(' ')
      const method = rest.otherMethod ?? usual
      const url = new URL(VAULT + path.replace('{x}', encoded(x)))
      // Nothing here is to be waited for, nor the one good grant to be ended.
      for (const [name, value] of Object.entries(query)) {
        url.searchParams.set(name, name === 'wait' ? '0' : value)
      }
      if (known.includes(x) && (method === 'DELETE' || path.endsWith('/revoke'))) return
      const sent = new Headers({ 'content-type': type })
      for (const [name, value] of Object.entries(headers)) sent.set(name, headerText(value))
      if (rest.asApp) sent.set(HEADER.apiKey, apiKey)
      if (rest.asUser) sent.set(HEADER.userToken, userToken)
      if (rest.asBrowser) {
        sent.set('cookie', [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
      }
      const bodiless = method === 'GET' || method === 'HEAD'
      const answer = await system.vault.fetch(
        new Request(url, { method, headers: sent, ...(bodiless ? {} : { body }) }),
      )
      answered.add(answer.status)
      expect(answer.status).not.toBe(500)
      expect(answer.headers.get('cross-origin-opener-policy')).toBe('unsafe-none')
      const text = JSON.stringify([...answer.headers]) + (await answer.text())
      const given = JSON.stringify([x, query, headers]) + body
      // What the asker sent may come back to them, and a session is answered with its new token.
      for (const secret of secrets) if (!given.includes(secret)) expect(text).not.toContain(secret)
      for (const { access_token } of sealed) expect(text).not.toContain(access_token)
    }),
    { numRuns: 3000 },
  )
  // The nonsense was not all refused for the same reason.
  const reasons = [...answered].toSorted((a, b) => a - b)
  expect(reasons).toEqual(expect.arrayContaining([200, 400, 401, 404]))
  expect(system.log.filter((line) => line.includes('"msg":"unexpected error"'))).toEqual([])
  expect(await grantTable(system)).toMatchObject([{ status: 'active' }])
})
