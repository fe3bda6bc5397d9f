/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setImmediate as idle, setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished } from 'vitest'
import { addressRule } from '../src/outbound/address.ts'
import { createOutbound } from '../src/outbound/outbound.ts'
import { vaultTest } from './fixtures.ts'
import { Backend, connectGoogle, problem } from './system.ts'

/** Keeps an idle connection for longer than a test takes. */
const KEPT = 'keep-alive: timeout=3600\r\n'

/** A server that answers a connection's first request, and does with each further one what the test says. */
interface Closing {
  host: string
  server: Server
  requests: { connection: number; line: string; body: string }[]
  onReuse: (socket: Socket) => void
  /** One more header of its answers. */
  hint: string
}

async function startClosing(): Promise<Closing> {
  let connections = 0
  const server = createServer((socket) => {
    const connection = (connections += 1)
    let mine = 0
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      const [head = '', body = ''] = String(data).split('\r\n\r\n')
      closing.requests.push({ connection, line: head.split('\r\n')[0] ?? '', body })
      mine += 1
      if (mine > 1) closing.onReuse(socket)
      else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n${closing.hint}\r\n{}`)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const closing: Closing = {
    host: `localhost:${address.port}`,
    server,
    requests: [],
    onReuse: destroy,
    hint: KEPT,
  }
  return closing
}

function destroy(socket: Socket): void {
  socket.destroy()
}

const test = vaultTest({}, (system) => connectGoogle(new Backend(system)))
  .extend('listening', { scope: 'file' }, async ({}, { onCleanup }) => {
    const closing = await startClosing()
    onCleanup(() => void closing.server.close())
    return closing
  })
  .extend('options', { scope: 'file' }, ({ listening }) => ({
    google: { api_hosts: [listening.host], request_headers: ['idempotency-key'] },
    vault: { allow_private_network: true },
  }))
  /** As it was at the start. */
  .extend('closing', ({ listening }): Closing =>
    Object.assign(listening, { requests: [], onReuse: destroy, hint: KEPT }),
  )
  /** A user with a connected account. */
  .extend('ada', ({ system }) => new Backend(system))
  .extend('send', ({ closing, ada }) => {
    return (method: string, headers: Record<string, string> = {}, body: RequestInit['body'] = null) => {
      const length = typeof body === 'string' ? { 'content-length': String(body.length) } : {}
      return ada.call(`http://${closing.host}/`, { ...length, ...headers }, { method, body, duplex: 'half' })
    }
  })
  .extend('keepOne', ({ closing, send }) => {
    return async (): Promise<void> => {
      expect(await (await send('GET')).text()).toBe('{}')
      closing.requests = []
    }
  })
  .extend('outbound', ({}, { onCleanup }) => {
    const outbound = createOutbound(addressRule(true), 60_000)
    onCleanup(() => outbound.close())
    return outbound
  })

const CLOSINGS: [string, (socket: Socket) => void][] = [
  ['ends', (socket) => socket.end()],
  ['resets', (socket) => socket.resetAndDestroy()],
]

describe('12.28: a use on a kept connection that the provider closes', () => {
  describe.each(CLOSINGS)('that %s', (_, close) => {
    test.for<[string, Record<string, string>, string | null]>([
      ['GET', {}, null],
      ['HEAD', {}, null],
      ['DELETE', {}, null],
      ['PUT', {}, 'once'],
      ['POST', { 'idempotency-key': '7' }, 'once'],
    ])(
      '%s with %o is sent again on a fresh one',
      async ([method, headers, body], { closing, send, keepOne }) => {
        closing.onReuse = close
        await keepOne()
        expect((await send(method, headers, body)).status).toBe(200)
        expect(closing.requests.map(({ line }) => line)).toEqual([
          `${method} / HTTP/1.1`,
          `${method} / HTTP/1.1`,
        ])
        expect(closing.requests[1]?.connection).toBeGreaterThan(closing.requests[0]?.connection ?? 0)
        if (body !== null) expect(closing.requests[1]?.body).toBe(body)
      },
    )

    test('POST is not: it may have been carried out, and that is said', async ({
      closing,
      send,
      keepOne,
    }) => {
      closing.onReuse = close
      await keepOne()
      expect(await problem(await send('POST', {}, 'once'))).toMatchObject({
        code: 'provider_unreachable',
        detail: expect.stringContaining('the request may have been carried out'),
      })
      expect(closing.requests).toHaveLength(1)
    })
  })

  test.for<[string, unknown]>([
    ['a text, as servers give', 'Error: aborted'],
    ['nothing', null],
    ['an error', new Error('aborted')],
  ])(
    'a caller who goes away ends it, whatever the reason is: %s',
    async ([_name, reason], { closing, ada, keepOne }) => {
      const gone = new AbortController()
      closing.onReuse = () => gone.abort(reason)
      await keepOne()
      const answer = ada.call(`http://${closing.host}/`, {}, { signal: gone.signal })
      await expect(answer.then(({ status }) => status)).resolves.toBeGreaterThanOrEqual(400)
      expect(closing.requests).toHaveLength(1)
    },
  )

  test('a body that is used up is not sent again', async ({ closing, send, keepOne }) => {
    await keepOne()
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => (controller.enqueue(Buffer.from('x')), controller.close()),
    })
    expect((await send('PUT', {}, body)).status).toBe(502)
    expect(closing.requests.length).toBeLessThanOrEqual(1)
  })

  test('not where a byte of the answer came', async ({ closing, send, keepOne }) => {
    closing.onReuse = (socket) => socket.end('HTTP/1.1 2')
    await keepOne()
    expect((await send('GET')).status).toBe(502)
    expect(closing.requests).toHaveLength(1)
  })

  test('not twice, and not on a connection that was fresh', async ({ closing, send, keepOne }) => {
    await keepOne()
    const [listener] = closing.server.listeners('connection')
    closing.server.removeAllListeners('connection')
    closing.server.once('connection', (socket: Socket) => {
      socket.on('error', () => undefined).on('data', () => socket.destroy())
      closing.requests.push({ connection: 0, line: '', body: '' })
      closing.server.on('connection', (later: Socket) => listener?.(later))
    })
    expect((await send('GET')).status).toBe(502)
    expect(closing.requests).toHaveLength(2)
  })

  test('not where the grant was revoked meanwhile', async ({ closing, ada, send, keepOne }) => {
    const [grant] = await ada.grants()
    onTestFinished(async () => void (await connectGoogle(ada)))
    closing.onReuse = (socket) =>
      void ada.ask(`/sdk/grants/${grant?.grant_id}/revoke`, 'POST').then(() => socket.destroy())
    await keepOne()
    expect(await problem(await send('GET'))).toMatchObject({ code: 'grant_revoked' })
    expect(closing.requests).toHaveLength(1)
  })
})

/** Passes as undici's own clock does, which also counts half seconds: a pause of the machine delays both. */
async function halfSeconds(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed += 1) await sleep(500)
}

describe('12.28: what the vault asks for itself', () => {
  test.for(CLOSINGS)(
    'a token request is sent again where the server %s',
    async ([_name, close], { closing, outbound }) => {
      closing.onReuse = close
      const ask = { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token' }) }
      await outbound.fetch(`http://${closing.host}/token`, ask)
      await idle()
      expect((await outbound.fetch(`http://${closing.host}/token`, ask)).status).toBe(200)
      expect(closing.requests.map(({ body }) => body)).toEqual(
        Array.from({ length: 3 }, () => 'grant_type=refresh_token'),
      )
      expect(new Set(closing.requests.map(({ connection }) => connection)).size).toBe(2)
    },
  )

  test.for<[string, string]>([
    ['a moment, where the server does not say', ''],
    ['less than the server says', 'keep-alive: timeout=3\r\n'],
    ['not at all where the server says two seconds', 'keep-alive: timeout=2\r\n'],
    ['no longer than a minute', 'keep-alive: timeout=86400\r\n'],
  ])('an idle connection is kept %s', async ([what, said], { closing, outbound }) => {
    closing.hint = said
    closing.onReuse = (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')
    const closed = new Promise<void>((resolve) => {
      closing.server.once('connection', (socket: Socket) => socket.once('close', () => resolve()))
    })
    await outbound.fetch(`http://${closing.host}/`)
    if (what.includes('minute')) {
      await idle()
      await outbound.fetch(`http://${closing.host}/`)
      expect(new Set(closing.requests.map(({ connection }) => connection)).size).toBe(1)
      return
    }
    const late = halfSeconds(said === '' ? 7 : 5).then(() => 'late')
    expect(await Promise.race([closed, late])).toBeUndefined()
  })
})
