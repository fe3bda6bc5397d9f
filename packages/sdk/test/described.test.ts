import { createServer } from 'node:http'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { HEADER } from '@alter/protocol'
import { App } from '@alter/sdk'
import { alterRoutes } from '@alter/sdk/hono'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { API_KEY, startFakeVault, upstream } from './fake-vault.ts'
import { listen } from './listen.ts'

const url = 'https://api.test/events'
const text = JSON.stringify({ items: Array.from({ length: 500 }, (_, index) => `event ${index}`) })

const OF_THE_BYTES = [
  'content-encoding',
  'content-length',
  'content-md5',
  'content-digest',
  'repr-digest',
  'digest',
]

/** What a provider says of a body, all of it about the bytes that it sends. */
function labelled(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: string,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return upstream(bytes, {
    status,
    headers: {
      'content-type': 'application/json',
      'content-encoding': encoding,
      'content-length': String(bytes.byteLength),
      'content-md5': 'x',
      'content-digest': 'sha-256=:x:',
      'repr-digest': 'sha-256=:x:',
      digest: 'sha-256=x',
      etag: '"7"',
      ...headers,
    },
  })
}

type Answer = () => Response

async function wrapAnew(request: Request): Promise<Response> {
  const { body, status, headers } = await fetch(request)
  return new Response(body, { status, headers })
}

/** An app beyond a socket from its vault, and one in the same process. */
const places: [string, (answer: Answer) => Promise<App>][] = [
  [
    'over a socket',
    async (answer) => new App({ apiKey: API_KEY, baseUrl: (await startFakeVault(answer)).url }),
  ],
  ['in one process', async (answer) => new App({ apiKey: API_KEY, fetch: async () => answer() })],
  [
    'in one process, through a fetch that decodes and wraps anew',
    async (answer) => {
      const vault = await startFakeVault(answer)
      return new App({ apiKey: API_KEY, baseUrl: vault.url, fetch: wrapAnew })
    },
  ],
]

const encodings: [string, Uint8Array<ArrayBuffer>][] = [
  ['gzip', gzipSync(text)],
  ['X-GZip', gzipSync(text)],
  ['br', brotliCompressSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['zstd', zstdCompressSync(text)],
  ['identity', Buffer.from(text)],
  ['br, gzip', gzipSync(brotliCompressSync(text))],
]

describe.each(places)('12.7: %s', (place, start) => {
  const wraps = place.includes('wraps')

  test.each(encodings.filter(([encoding]) => !wraps || encoding === 'gzip' || encoding === 'zstd'))(
    'an answer in %s is decoded, and nothing tells of the bytes that were',
    async (encoding, bytes) => {
      const app = await start(() => labelled(bytes, encoding))
      const response = await app.request('GET', url, { provider: 'google' })
      expect(await response.clone().json()).toEqual(JSON.parse(text))
      expect(await response.text()).toBe(text)
      const left = OF_THE_BYTES.filter((name) => response.headers.has(name))
      if (encoding !== 'identity') expect(left).toEqual([])
      expect(response.headers.get('etag')).toBe('"7"')
      for (const name of ['transfer-encoding', 'connection', 'keep-alive']) {
        expect(response.headers.has(name), name).toBe(false)
      }
    },
  )

  if (wraps) return

  test('an answer in an unknown coding keeps its bytes and its label', async () => {
    const app = await start(() => labelled(Buffer.from('abc'), 'compress'))
    const response = await app.request('GET', url, { provider: 'google' })
    expect(response.headers.get('content-encoding')).toBe('compress')
    expect(await response.text()).toBe('abc')
  })

  test('HEAD tells of the answer that GET would have', async () => {
    const app = await start(() =>
      upstream(null, { headers: { 'content-encoding': 'gzip', 'content-length': '70' } }),
    )
    const { headers } = await app.request('HEAD', url, { provider: 'google' })
    expect([headers.get('content-encoding'), headers.get('content-length')]).toEqual(['gzip', '70'])
  })

  test.each([204, 304])('a %i has no body, whatever its headers say', async (status) => {
    const app = await start(() => upstream(null, { status, headers: { 'content-encoding': 'gzip' } }))
    const response = await app.request('GET', url, { provider: 'google' })
    expect([response.status, await response.text()]).toEqual([status, ''])
  })

  test('an empty body may be labelled', async () => {
    const app = await start(() => labelled(Buffer.alloc(0), 'gzip'))
    expect(await (await app.request('GET', url, { provider: 'google' })).text()).toBe('')
  })

  test('the provider’s refusal in gzip can be read', async () => {
    const app = await start(() => labelled(gzipSync('{"error":"why"}'), 'gzip', { status: 403 }))
    const response = await app.request('GET', url, { provider: 'google', throwOnError: false })
    expect(await response.json()).toEqual({ error: 'why' })
  })

  test('a route that returns the answer as it is sends what its headers say', async () => {
    const app = await start(() => labelled(gzipSync(text), 'gzip'))
    const server = new Hono()
      .all('/api/alter/*', alterRoutes({ app, origins: ['http://localhost'], userToken: () => 'eyJ.ada' }))
      .get('/events', () => app.request('GET', url, { provider: 'google' }))
    const http = createServer(getRequestListener(server.fetch, { overrideGlobalObjects: false }))
    const port = await listen(http)
    onTestFinished(() => http.close().closeAllConnections())
    const response = await fetch(`http://127.0.0.1:${port}/events`)
    expect(await response.text()).toBe(text)
    expect(response.headers.has('content-encoding')).toBe(false)
  })
})

test('12.7: a part stays encoded in one process, and its range is that of the encoded whole', async () => {
  const part = gzipSync(text).subarray(5, 20)
  const app = new App({
    apiKey: API_KEY,
    fetch: async () => labelled(part, 'gzip', { status: 206, headers: { 'content-range': 'bytes 5-19/99' } }),
  })
  const response = await app.request('GET', url, { provider: 'google', headers: { range: 'bytes=5-19' } })
  expect(response.headers.get('content-encoding')).toBe('gzip')
  expect(response.headers.get('content-range')).toBe('bytes 5-19/99')
  expect(Buffer.from(await response.arrayBuffer())).toEqual(part)
})

test('12.7: over a socket a decoded part has no range of the encoded whole', async () => {
  const { url: baseUrl } = await startFakeVault(() =>
    labelled(gzipSync(text), 'gzip', { status: 206, headers: { 'content-range': 'bytes 0-9/99' } }),
  )
  const response = await new App({ apiKey: API_KEY, baseUrl }).request('GET', url, { provider: 'google' })
  expect(await response.text()).toBe(text)
  expect(response.headers.has('content-range')).toBe(false)
})

test('12.7: encoded bytes that are broken reject, and one that is given up is given up at its source', async () => {
  const bytes = gzipSync(text).fill(0xff, 20, 60)
  const broken = new App({ apiKey: API_KEY, fetch: async () => labelled(bytes, 'gzip') })
  await expect((await broken.request('GET', url, { provider: 'google' })).text()).rejects.toThrow()

  const given = vi.fn<() => void>()
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(gzipSync(text)),
    cancel: () => given(),
  })
  const app = new App({
    apiKey: API_KEY,
    fetch: async () =>
      new Response(endless, { headers: { 'content-encoding': 'gzip', [HEADER.upstream]: '1' } }),
  })
  const reader = (await app.request('GET', url, { provider: 'google' })).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  await vi.waitFor(() => expect(given).toHaveBeenCalled())
})
