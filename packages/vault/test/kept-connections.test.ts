import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setImmediate as idle } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { addressRule } from '../src/outbound/address.ts'
import { createOutbound, type Outbound } from '../src/outbound/outbound.ts'
import { Backend, connectGoogle, problem, startSystem, type System } from './system.ts'

vi.setConfig({ testTimeout: 30_000 })

/** A server that answers a connection's first request, and does with each further one what the test says. */
let api: Server
let host: string
let requests: { connection: number; line: string; body: string }[]
let onReuse: (socket: Socket) => void
let hint: string
beforeAll(async () => {
  let connections = 0
  api = createServer((socket) => {
    const connection = (connections += 1)
    let mine = 0
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      const [head = '', body = ''] = String(data).split('\r\n\r\n')
      requests.push({ connection, line: head.split('\r\n')[0] ?? '', body })
      mine += 1
      if (mine > 1) onReuse(socket)
      else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n${hint}\r\n{}`)
    })
  }).listen(0, '127.0.0.1')
  await once(api, 'listening')
  const address = api.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  host = `localhost:${address.port}`
})
afterAll(() => void api.close())

beforeEach(() => {
  requests = []
  hint = ''
  onReuse = (socket) => socket.destroy()
})

const CLOSINGS: [string, (socket: Socket) => void][] = [
  ['ends', (socket) => socket.end()],
  ['resets', (socket) => socket.resetAndDestroy()],
]

describe('12.28: a use on a kept connection that the provider closes', () => {
  let system: System
  let backend: Backend
  beforeAll(async () => {
    system = await startSystem({
      google: { api_hosts: [host], request_headers: ['idempotency-key'] },
      vault: { allow_private_network: true, provider_timeout: 4 },
    })
    backend = new Backend(system)
    await connectGoogle(backend)
  })
  afterAll(() => system.close())

  function send(method: string, headers: Record<string, string> = {}, body: RequestInit['body'] = null) {
    const length = typeof body === 'string' ? { 'content-length': String(body.length) } : {}
    return backend.call(`http://${host}/`, { ...length, ...headers }, { method, body, duplex: 'half' })
  }
  async function keepOne(): Promise<void> {
    expect(await (await send('GET')).text()).toBe('{}')
    requests = []
  }

  describe.each(CLOSINGS)('that %s', (_, close) => {
    test.each([
      ['GET', {}, null],
      ['HEAD', {}, null],
      ['DELETE', {}, null],
      ['PUT', {}, 'once'],
      ['POST', { 'idempotency-key': '7' }, 'once'],
    ])('%s with %o is sent again on a fresh one', async (method, headers, body) => {
      onReuse = close
      await keepOne()
      expect((await send(method, headers, body)).status).toBe(200)
      expect(requests.map(({ line }) => line)).toEqual([`${method} / HTTP/1.1`, `${method} / HTTP/1.1`])
      expect(requests[1]?.connection).toBeGreaterThan(requests[0]?.connection ?? 0)
      if (body !== null) expect(requests[1]?.body).toBe(body)
    })

    test('POST is not: it may have been carried out, and that is said', async () => {
      onReuse = close
      await keepOne()
      expect(await problem(await send('POST', {}, 'once'))).toMatchObject({
        code: 'provider_unreachable',
        detail: expect.stringContaining('whether it was carried out is unknown'),
      })
      expect(requests).toHaveLength(1)
    })
  })

  test.each([
    ['a text, as servers give', 'Error: aborted'],
    ['nothing', null],
    ['an error', new Error('aborted')],
  ])('a caller who goes away ends it, whatever the reason is: %s', async (_, reason) => {
    const gone = new AbortController()
    onReuse = () => gone.abort(reason)
    await keepOne()
    const answer = backend.call(`http://${host}/`, {}, { signal: gone.signal })
    await expect(answer.then(({ status }) => status)).resolves.toBeGreaterThanOrEqual(400)
    expect(requests).toHaveLength(1)
  })

  test('a body that is used up is not sent again', async () => {
    await keepOne()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => (controller.enqueue(Buffer.from('x')), controller.close()),
    })
    expect((await send('PUT', {}, body)).status).toBe(502)
    expect(requests.length).toBeLessThanOrEqual(1)
  })

  test('not where a byte of the answer came', async () => {
    onReuse = (socket) => socket.end('HTTP/1.1 2')
    await keepOne()
    expect((await send('GET')).status).toBe(502)
    expect(requests).toHaveLength(1)
  })

  test('not twice, and not on a connection that was fresh', async () => {
    await keepOne()
    const [listener] = api.listeners('connection')
    api.removeAllListeners('connection')
    api.once('connection', (socket: Socket) => {
      socket.on('error', () => undefined).on('data', () => socket.destroy())
      requests.push({ connection: 0, line: '', body: '' })
      api.on('connection', (later: Socket) => listener?.(later))
    })
    expect((await send('GET')).status).toBe(502)
    expect(requests).toHaveLength(2)
  })

  test('not where the grant was revoked meanwhile', async () => {
    const [grant] = await backend.grants()
    onReuse = (socket) =>
      void backend.ask(`/sdk/grants/${grant?.grant_id}/revoke`, 'POST').then(() => socket.destroy())
    await keepOne()
    expect(await problem(await send('GET'))).toMatchObject({ code: 'grant_revoked' })
    expect(requests).toHaveLength(1)
  })
})

describe('12.28: what the vault asks for itself', () => {
  let outbound: Outbound
  beforeEach(() => {
    outbound = createOutbound(addressRule(true), 4000)
  })
  afterEach(() => outbound.close())

  test.each(CLOSINGS)('a token request is sent again where the server %s', async (_, close) => {
    onReuse = close
    const ask = { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token' }) }
    await outbound.fetch(`http://${host}/token`, ask)
    await idle()
    expect((await outbound.fetch(`http://${host}/token`, ask)).status).toBe(200)
    expect(requests.map(({ body }) => body)).toEqual(
      Array.from({ length: 3 }, () => 'grant_type=refresh_token'),
    )
    expect(new Set(requests.map(({ connection }) => connection)).size).toBe(2)
  })

  test.each([
    ['a moment, where the server does not say', ''],
    ['less than the server says', 'keep-alive: timeout=3\r\n'],
    ['not at all where the server says two seconds', 'keep-alive: timeout=2\r\n'],
    ['no longer than a minute', 'keep-alive: timeout=86400\r\n'],
  ])('an idle connection is kept %s', async (what, said) => {
    hint = said
    onReuse = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
    const closed = new Promise<void>((resolve) => {
      api.once('connection', (socket: Socket) => socket.once('close', () => resolve()))
    })
    const started = performance.now()
    await outbound.fetch(`http://${host}/`)
    if (what.includes('minute')) {
      await idle()
      await outbound.fetch(`http://${host}/`)
      expect(new Set(requests.map(({ connection }) => connection)).size).toBe(1)
      return
    }
    await closed
    expect(performance.now() - started).toBeLessThan(said === '' ? 3500 : 2900)
  })
})
