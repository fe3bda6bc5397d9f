import { createHmac } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { type AuthorizeResponse, HEADER, type PageSession } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { shapes } from './provider-shapes.ts'
import { Browser, json, problem } from './system.ts'

const SECRET = 'the-client-secret'

const test = vaultTest(({ plainServer, apiServer }) => ({
  app: {
    providers: Object.fromEntries(
      ['shopify', 'slack', 'gitlab', 'hubspot', 'spotify'].map((id) => [
        id,
        {
          client_id: 'me',
          client_secret: SECRET,
          scopes: ['one'],
          authorization_endpoint: `${plainServer.origin}/${id}/authorize`,
          token_endpoint: `${plainServer.origin}/${id}/token`,
          userinfo_endpoint: `${plainServer.origin}/${id}/account`,
          api_hosts: [apiServer.host],
        },
      ]),
    ),
  },
  vault: { allow_private_network: true },
}))
  .extend('shaped', { auto: true }, ({ plain }) => {
    plain.answers = Object.fromEntries(
      Object.entries(shapes).flatMap(([id, { token, document }]) => [
        [`/${id}/token`, () => ({ body: token })],
        [`/${id}/account`, () => ({ body: document })],
      ]),
    )
  })
  /** A flow whose answer the test writes, given its `state`. */
  .extend('connect', ({ system, backend }) => {
    return async (id: string, answer: (state: string) => string): Promise<PageSession> => {
      const { session_id, session_token } = await backend.mint({ allowed_providers: [id] })
      const browser = new Browser(system)
      await browser.start(session_token)
      const fields = shapes[id]?.fields
      const step = { session_id, provider: id, ...(fields && { fields }) }
      const { authorization_url } = await json<AuthorizeResponse>(await browser.page('authorize', step))
      const state = new URL(authorization_url).searchParams.get('state') ?? ''
      await browser.send(`/sdk/oauth/callback/${id}?${answer(state)}`)
      return browser.outcome(session_id)
    }
  })
  .extend('call', ({ api, backend, connect }) => {
    return async (provider = 'slack'): Promise<Response> => {
      await connect(provider, (state) => `code=the-code&state=${state}`)
      return backend.call(`${api.origin}/api`, { [HEADER.provider]: provider })
    }
  })

function signed(message: string, secret = SECRET): string {
  return `${message}&hmac=${createHmac('sha256', secret).update(message).digest('hex')}`
}

/** In the order of their names, as Shopify signs them. */
function answer(state: string, shop = 'engines'): string {
  return `code=the-code&host=YWRtaW4%3D&shop=${shop}.myshopify.com&state=${state}&timestamp=1337178173`
}

describe('Shopify: an answer', () => {
  test('that it signed connects the shop', async ({ connect }) => {
    const outcome = await connect('shopify', (state) => signed(answer(state)))
    expect(outcome).toMatchObject({
      status: 'completed',
      grants: [{ account_identifier: 'engines.myshopify.com' }],
    })
  })

  test.for<[string, (state: string) => string]>([
    ['without a signature', answer],
    ['with an empty signature', (state) => `${answer(state)}&hmac=`],
    ['signed with another secret', (state) => signed(answer(state), 'another')],
    ['with another code than was signed', (state) => signed(answer(state)).replace('the-code', 'a-code')],
    ['with more than was signed', (state) => `${signed(answer(state))}&more=1`],
    ['with a name twice', (state) => `${signed(answer(state))}&host=YWRtaW4%3D`],
    ['signed for another shop', (state) => signed(answer(state, 'elsewhere'))],
  ])('%s gets no token', async ([_name, forged], { plain, connect }) => {
    expect(await connect('shopify', forged)).toMatchObject({ status: 'failed', error: 'provider_error' })
    expect(plain.requests).toEqual([])
  })

  test('that says no is reported as that', async ({ connect }) => {
    const outcome = await connect('shopify', (state) => `error=access_denied&state=${state}`)
    expect(outcome).toMatchObject({ error: 'access_denied' })
  })
})

test('Shopify: callers cannot set the header of the credential', async ({ api, backend, connect }) => {
  let asked: IncomingHttpHeaders = {}
  api.answer = ({ headers }, response) => {
    asked = headers
    response.end('{}')
  }
  await connect('shopify', (state) => signed(answer(state)))
  await backend.call(`${api.origin}/admin`, {
    [HEADER.provider]: 'shopify',
    authorization: 'Bearer of-the-caller',
    'x-shopify-access-token': 'of-the-caller',
  })
  expect(asked).not.toHaveProperty('authorization')
  expect(asked['x-shopify-access-token']).toBe(shapes['shopify']?.token['access_token'])
})

const REFUSAL = '{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"one"}'
const TYPE = { 'content-type': 'application/json; charset=utf-8' }

describe('Slack: an answer of status 200', () => {
  test.for<[string, RequestListener]>([
    [
      'of known length',
      (_, response) => response.writeHead(200, { ...TYPE, 'content-length': REFUSAL.length }).end(REFUSAL),
    ],
    [
      'of unknown length',
      (_, response) => response.writeHead(200, TYPE).write(REFUSAL, () => response.end()),
    ],
    [
      'in gzip',
      (_, response) =>
        response.writeHead(200, { ...TYPE, 'content-encoding': 'gzip' }).end(gzipSync(REFUSAL)),
    ],
    [
      'in Brotli',
      (_, response) =>
        response.writeHead(200, { ...TYPE, 'content-encoding': 'br' }).end(brotliCompressSync(REFUSAL)),
    ],
    [
      '12.7: in zstd',
      (_, response) =>
        response.writeHead(200, { ...TYPE, 'content-encoding': 'zstd' }).end(zstdCompressSync(REFUSAL)),
    ],
    [
      '12.7: deflated, then in gzip, in other letters',
      (_, response) =>
        response
          .writeHead(200, { ...TYPE, 'content-encoding': 'Deflate, X-GZIP' })
          .end(gzipSync(deflateSync(REFUSAL))),
    ],
  ])('that misses a scope is scope_reauth_required: %s', async ([_name, listener], { api, call }) => {
    api.answer = listener
    expect(await problem(await call())).toMatchObject({ status: 403, code: 'scope_reauth_required' })
  })

  test.for([
    ['short', '{"ok":true}'],
    ['another error', '{"ok":false,"error":"channel_not_found"}'],
    [
      'long, with the same words further down',
      JSON.stringify({ ok: true, text: 'x'.repeat(9000), error: 'missing_scope' }),
    ],
    ['no JSON', '{"error":"missing_scope"'],
    ['empty', ''],
  ])('is passed on as it is: %s', async ([_name, body], { api, call }) => {
    api.answer = (_, response) => response.writeHead(200, TYPE).end(body)
    const response = await call()
    expect([response.status, await response.text()]).toEqual([200, body])
  })

  test('is not unpacked further than a refusal is long', async ({ api, call }) => {
    const packed = gzipSync(JSON.stringify({ ok: false, error: 'missing_scope', more: 'x'.repeat(100_000) }))
    api.answer = (_, response) => {
      response.writeHead(200, { ...TYPE, 'content-encoding': 'gzip', 'content-length': packed.length })
      response.end(packed)
    }
    const response = await call()
    expect(response.status).toBe(200)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(packed)
  })

  test('that goes on and on is passed on as it comes', async ({ api, call }) => {
    const chunk = 'x'.repeat(5000)
    const events = new EventEmitter()
    api.answer = (_, response) => {
      response.writeHead(200, TYPE).write(chunk)
      events.once('here', () => response.end('the end'))
    }
    const response = await call()
    events.emit('here')
    expect(await response.text()).toBe(`${chunk}the end`)
  })

  test.for<[string, string, object]>([
    ['HubSpot', 'hubspot', { status: 'error', category: 'MISSING_SCOPES', message: 'not all scopes' }],
    ['Spotify', 'spotify', { error: { status: 403, message: 'Insufficient client scope' } }],
  ])(
    '%s says it in the body of a 403, and says other things there too',
    async ([_name, id, body], { api, backend, call }) => {
      const refusal = JSON.stringify(body)
      api.answer = (_, response) => response.writeHead(403, TYPE).end(refusal)
      expect(await problem(await call(id))).toMatchObject({ status: 403, code: 'scope_reauth_required' })
      const other = refusal.replace('SCOPES', 'SEATS').replace('scope"', 'subscription"')
      api.answer = (_, response) => response.writeHead(403, TYPE).end(other)
      const passed = await backend.call(`${api.origin}/api`, { [HEADER.provider]: id })
      expect([passed.status, await passed.text()]).toEqual([403, other])
    },
  )

  test('of another provider is not looked into', async ({ api, call }) => {
    api.answer = (_, response) => response.writeHead(200, TYPE).end(REFUSAL)
    expect(await (await call('gitlab')).text()).toBe(REFUSAL)
  })
})
