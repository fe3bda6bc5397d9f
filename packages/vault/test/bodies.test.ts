import { createServer } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { SERVER_OPTIONS } from '../src/cli/server-options.ts'
import { callOverSocket, serveVault } from './socket.ts'
import { Backend, connectGoogle, problem } from './system.ts'

/** Ada has an account at an API that a test answers for. */
const test = vaultTest(
  ({ apiServer }) => ({
    google: { api_hosts: [apiServer.host] },
    vault: { allow_private_network: true },
  }),
  (system) => connectGoogle(new Backend(system)),
)
  .extend('backend', ({ system }) => new Backend(system))
  .extend('url', ({ api }) => `${api.origin}/`)

describe('12.12: a body on a method that must have none', () => {
  test.for<[string, Record<string, string>]>([
    ['GET', { 'content-length': '2' }],
    ['GET', { 'transfer-encoding': 'chunked' }],
    ['HEAD', { 'content-length': '2' }],
    ['HEAD', { 'transfer-encoding': 'chunked' }],
  ])('%s with %o is refused, and nothing is sent', async ([method, headers], { backend, api, url }) => {
    const address = await serveVault(backend)
    const sent = { url, method, headers: { ...headers, 'content-type': 'application/json' }, body: '{}' }
    const refused = await callOverSocket(backend, address, sent)
    expect(refused.status).toBe(400)
    if (method === 'GET') {
      expect(JSON.parse(refused.body.toString())).toMatchObject({
        code: 'invalid_request',
        detail: 'A GET request must have no body.',
      })
    }
    expect(api.arrivals).toEqual([])
  })

  test.for(['GET', 'HEAD'])('an empty one of %s is none', async (method, { backend, api, url }) => {
    const address = await serveVault(backend)
    const headers = { 'content-length': '0', 'content-type': 'application/json' }
    expect((await callOverSocket(backend, address, { url, method, headers })).status).toBe(200)
    expect(api.arrivals[0]?.headers).not.toHaveProperty('content-length')
    expect(api.arrivals[0]?.headers).toHaveProperty('content-type', 'application/json')
  })
})

describe('12.12: over a socket and in one process', () => {
  test.for(['DELETE', 'OPTIONS', 'PATCH', 'POST', 'PUT'])(
    '%s has the body that it comes with',
    async (method, { backend, api, url }) => {
      const address = await serveVault(backend)
      const headers = { 'content-type': 'application/json' }
      const sent = { url, method, headers: { ...headers, 'content-length': '7' }, body: '{"a":1}' }
      expect((await callOverSocket(backend, address, sent)).status).toBe(200)
      expect((await backend.call(url, headers, { method, body: '{"a":1}' })).status).toBe(200)
      expect(
        api.arrivals.map(({ request, headers: got, body }) => [
          request.split(' ')[0],
          got['content-type'],
          body,
        ]),
      ).toEqual([
        [method, 'application/json', '{"a":1}'],
        [method, 'application/json', '{"a":1}'],
      ])
    },
  )

  test.for(['DELETE', 'OPTIONS', 'POST'])(
    '%s without a body stays without one',
    async (method, { backend, api, url }) => {
      const address = await serveVault(backend)
      expect((await callOverSocket(backend, address, { url, method })).status).toBe(200)
      expect((await backend.call(url, {}, { method })).status).toBe(200)
      const empty = new ReadableStream<Uint8Array>({ start: (controller) => controller.close() })
      expect((await backend.call(url, {}, { method, body: empty, duplex: 'half' })).status).toBe(200)
      for (const { headers, body } of api.arrivals) {
        expect(headers).not.toHaveProperty('transfer-encoding')
        expect(body).toBe('')
      }
      expect(api.arrivals).toHaveLength(3)
    },
  )

  test('a DELETE without a body is sent again after a 401', async ({ backend, api, url }) => {
    api.answer = (_request, response) =>
      void response.writeHead(api.arrivals.length === 1 ? 401 : 200).end('{}')
    const address = await serveVault(backend)
    expect((await callOverSocket(backend, address, { url, method: 'DELETE' })).status).toBe(200)
    expect(api.arrivals).toHaveLength(2)
  })
})

describe('12.7: headers describe the body that comes with them', () => {
  const document = JSON.stringify({ items: Array.from({ length: 3000 }, (_, index) => index) })
  const ENCODED = {
    gzip: gzipSync(document),
    br: brotliCompressSync(document),
    zstd: zstdCompressSync(document),
    deflate: deflateSync(document),
    identity: Buffer.from(document),
  }

  test.for<[string, Buffer]>(Object.entries(ENCODED))(
    '%s passes as it is, with and without a length',
    async ([encoding, bytes], { backend, api, url }) => {
      const address = await serveVault(backend)
      for (const sized of [true, false]) {
        api.answer = (_request, response) => {
          response.writeHead(200, {
            'content-type': 'application/json',
            'content-encoding': encoding,
            'content-digest': 'sha-256=:x:',
            etag: '"7"',
            ...(sized && { 'content-length': bytes.byteLength }),
          })
          response.end(bytes)
        }
        const headers = { 'accept-encoding': 'gzip, br, zstd, deflate' }
        const far = await callOverSocket(backend, address, { url, headers })
        expect(far).toMatchObject({ status: 200, whole: true, body: bytes })
        const near = await backend.call(url, headers)
        expect(Buffer.from(await near.arrayBuffer())).toEqual(bytes)
        for (const answered of [far.headers, Object.fromEntries(near.headers)]) {
          expect(answered).toMatchObject({
            'content-encoding': encoding,
            etag: '"7"',
            'content-digest': 'sha-256=:x:',
          })
          expect([undefined, String(bytes.byteLength)]).toContain(answered['content-length'])
        }
      }
    },
  )

  test.for([204, 205, 304])('a %i has none, and no length', async (status, { backend, api, url }) => {
    api.answer = (_request, response) => void response.writeHead(status, { 'content-encoding': 'gzip' }).end()
    const address = await serveVault(backend)
    const far = await callOverSocket(backend, address, { url })
    expect(far).toMatchObject({ status, whole: true, body: Buffer.alloc(0) })
    expect(['0', undefined]).toContain(far.headers['content-length'])
  })

  test('a HEAD describes the body that it does not have', async ({ backend, api, url }) => {
    const about = { 'content-encoding': 'gzip', 'content-length': '70' }
    api.answer = (_request, response) => void response.writeHead(200, about).end()
    const address = await serveVault(backend)
    const far = await callOverSocket(backend, address, { url, method: 'HEAD' })
    expect(far.headers).toMatchObject(about)
    expect(Object.fromEntries((await backend.call(url, {}, { method: 'HEAD' })).headers)).toMatchObject(about)
  })

  test('a part keeps its range, its length and its encoding', async ({ backend, api, url }) => {
    const about = { 'content-range': 'bytes 5-9/99', 'content-encoding': 'gzip', 'content-length': '5' }
    api.answer = (_request, response) => void response.writeHead(206, about).end('abcde')
    const address = await serveVault(backend)
    const far = await callOverSocket(backend, address, { url, headers: { range: 'bytes=5-9' } })
    expect(far).toMatchObject({ status: 206, body: Buffer.from('abcde') })
    expect(far.headers).toMatchObject(about)
  })
})

describe('12.11: headers', () => {
  test('of 8 KB for the user, 16 KB for the URL and as much for the app fit', async ({
    backend,
    api,
    url,
  }) => {
    const address = await serveVault(backend)
    const long = `${url}?q=${'x'.repeat(16_000)}`
    const headers = { [HEADER.userToken]: `e.${'y'.repeat(8100)}.z`, 'x-long': 'z'.repeat(16_000) }
    const answered = await callOverSocket(backend, address, { url: long, headers })
    // It is no JWT, which is all that is wrong with it.
    expect(JSON.parse(answered.body.toString())).toMatchObject({ code: 'invalid_user_token' })
    expect((await callOverSocket(backend, address, { url: long })).status).toBe(200)
    expect(api.arrivals[0]?.request).toHaveLength('GET '.length + 16_004)
  })

  test('a URL that is too long is refused by name', async ({ backend, url }) => {
    const refused = await problem(await backend.call(`${url}?q=${'x'.repeat(17_000)}`))
    expect(refused).toMatchObject({
      code: 'invalid_request',
      field: 'x-alter-url',
      detail: expect.stringContaining('at most 16384'),
    })
  })

  test('too many headers of the provider are reported as a fault of the provider', async ({
    backend,
    api,
    url,
  }) => {
    api.answer = (_request, response) =>
      void response.writeHead(200, { 'x-long': 'x'.repeat(15_900) }).end('{}')
    expect(await problem(await backend.call(url))).toMatchObject({
      code: 'provider_unreachable',
      detail: expect.stringContaining('more than 15360 bytes of headers'),
    })
  })
})

test('12.9: the server of the vault gives an upload as long as it takes', () => {
  const server = createServer(SERVER_OPTIONS)
  expect([server.requestTimeout, server.timeout]).toEqual([0, 0])
  expect(server.headersTimeout).toBeGreaterThan(0)
  server.close()
})
