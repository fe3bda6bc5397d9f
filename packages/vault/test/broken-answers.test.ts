/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { EventEmitter, once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { HEADER } from '@alter/protocol'
import { describe, expect, vi } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { callOverSocket, serveVault } from './socket.ts'
import { Backend, connectGoogle, problem } from './system.ts'

/** An API that writes what a test says, byte for byte. */
interface RawApi {
  host: string
  answer: (socket: Socket, request: string) => void
}

/** A user who has an account at it. */
const test = vaultTest()
  .extend('rawApi', { scope: 'file' }, async ({}, { onCleanup }): Promise<RawApi> => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (data) => api.answer(socket, String(data)))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onCleanup(() => void server.close())
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const api: RawApi = { host: `localhost:${address.port}`, answer: () => undefined }
    return api
  })
  .extend('options', { scope: 'file' }, ({ rawApi }) => ({
    google: { api_hosts: [rawApi.host] },
    vault: { allow_private_network: true },
  }))
  .extend('backend', async ({ system, user }) => {
    const backend = new Backend(system, user)
    await connectGoogle(backend)
    return backend
  })
  .extend('url', ({ rawApi }) => `http://${rawApi.host}/`)
  .extend('oneRow', ({ system, backend }) => {
    // Of the user, who has no other.
    return async (detail: string): Promise<void> => {
      await vi.waitFor(async () => {
        const rows = await system.database(
          "select outcome, detail from audit join users on users.id = user_id where action = 'use' and subject = ?",
          backend.user,
        )
        expect(rows).toEqual([{ outcome: 'failed', detail }])
      })
      expect(system.log.join('')).not.toContain('unexpected error')
    }
  })

/** A vault that does not wait for long. */
const IMPATIENT = { vault: { provider_timeout: 1 } }

function head(status: string, ...lines: string[]): string {
  return [`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n')
}

describe('W13: a provider that breaks HTTP is reported as unreachable, in one audit row', () => {
  test.for<[string, string]>([
    ['a cut body', `${head('200 OK', 'content-length: 10')}abc`],
    ['status 999', `${head('999 Odd', 'content-length: 2')}{}`],
    ['status 600', head('600 Odd', 'content-length: 0')],
    ['two lengths', `${head('200 OK', 'content-length: 2', 'content-length: 3')}{}`],
    ['no HTTP', 'hello\r\n\r\n'],
  ])('%s', async ([, text], { backend, url, rawApi, oneRow }) => {
    rawApi.answer = (socket) => socket.end(text)
    expect(await problem(await backend.call(url))).toMatchObject({
      status: 502,
      code: 'provider_unreachable',
    })
    await oneRow('provider_unreachable')
  })
})

test.for([407, 421])(
  'W13: %i, which fetch would not hand to the caller or would repeat the call for, is told for what it is',
  async (status, { backend, url, rawApi, oneRow }) => {
    rawApi.answer = (socket) => socket.end(head(`${status} No`, 'content-length: 0'))
    expect(await problem(await backend.call(url))).toMatchObject({
      status: 502,
      code: 'provider_unreachable',
      detail: expect.stringContaining(`answered ${status}, which is about the connection`),
    })
    await oneRow('provider_unreachable')
  },
)

describe('W5: a body that stalls', () => {
  test('of a small answer is a timeout', async ({ backendWith, url, rawApi, oneRow }) => {
    const impatient = await backendWith(IMPATIENT)
    rawApi.answer = (socket) => void socket.write(`${head('200 OK', 'content-length: 10')}abc`)
    expect(await problem(await impatient.call(url))).toMatchObject({ status: 504, code: 'provider_timeout' })
    await oneRow('provider_timeout')
  })

  test('of a redirect, of a 401 or of a refusal of scope is not waited for', async ({
    backend,
    url,
    rawApi,
  }) => {
    rawApi.answer = (socket, request) => {
      if (request.startsWith('GET / '))
        socket.write(head('302 Found', 'location: /next', 'content-length: 9'))
      else
        socket.write(
          head('403 No', 'www-authenticate: Bearer error="insufficient_scope"', 'content-length: 9'),
        )
    }
    expect(await problem(await backend.call(url))).toMatchObject({ code: 'scope_reauth_required' })
    let calls = 0
    rawApi.answer = (socket) => {
      calls += 1
      socket.write(
        calls === 1 ? head('401 No', 'content-length: 9') : `${head('200 OK', 'content-length: 2')}{}`,
      )
    }
    expect((await backend.call(url)).status).toBe(200)
  })
})

describe('W5: a clock', () => {
  test.for<[string, string, Record<string, string>]>([
    ['a request', 'GET', {}],
    ['a request with a body', 'POST', { 'content-length': '3' }],
    ['an upload that has ended', 'POST', {}],
  ])(
    'is not stopped by answers that only inform: %s',
    async ([, method, headers], { backendWith, url, rawApi, oneRow }) => {
      const impatient = await backendWith(IMPATIENT)
      rawApi.answer = (socket) => inform(socket)
      const refused = await impatient.call(url, headers, {
        method,
        ...(method === 'POST' && { body: 'a=b' }),
      })
      expect(await problem(refused)).toMatchObject({ status: 504, code: 'provider_timeout' })
      await oneRow('provider_timeout')
    },
  )

  test('does not run while an upload is under way, of which a provider informs', async ({
    backend,
    backendWith,
    url,
    rawApi,
  }) => {
    expect(await backend.grants()).toHaveLength(1)
    const impatient = await backendWith(IMPATIENT)
    const told = new EventEmitter()
    const longer = once(told, 'longer')
    rawApi.answer = (socket, request) => {
      if (request.startsWith('POST')) inform(socket, (time) => time === 15 && told.emit('longer'))
      if (request.endsWith('0\r\n\r\n')) socket.end(`${head('200 OK', 'content-length: 2')}{}`)
    }
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('a=b')),
      async pull(controller) {
        await longer
        controller.close()
      },
    })
    const answered = await impatient.call(url, {}, { method: 'POST', body, duplex: 'half' })
    expect(answered.status).toBe(200)
  })

  test('runs over all redirects together', async ({ backendWith, url, rawApi, oneRow }) => {
    const impatient = await backendWith(IMPATIENT)
    let hops = 0
    rawApi.answer = (socket) => {
      hops += 1
      const next = hops === 6 ? `${head('200 OK', 'content-length: 2')}{}` : hop(hops)
      setTimeout(() => socket.write(next), 400)
    }
    expect(await problem(await impatient.call(url))).toMatchObject({ status: 504, code: 'provider_timeout' })
    expect(hops).toBeLessThan(6)
    await oneRow('provider_timeout')
  })

  test.for<[string, number, string]>([
    ['a use', 30_000, '/sdk/proxy'],
    ['a request that the vault reads itself', 10_000, '/sdk/oauth/connect/session'],
  ])('runs over the caller’s body of %s', async ([, milliseconds, path], { backend, url, rawApi }) => {
    rawApi.answer = (socket) => void socket.write(`${head('200 OK', 'content-length: 2')}{}`)
    // What it needs of others is there before the clock stands still.
    const headers = {
      [HEADER.userToken]: await backend.userToken(),
      [HEADER.provider]: 'google',
      [HEADER.url]: url,
    }
    expect((await backend.call(url, headers)).status).toBe(200)
    const reads = new EventEmitter()
    const isRead = once(reads, 'read')
    const body = new ReadableStream<Uint8Array>({ pull: () => void reads.emit('read') }, { highWaterMark: 0 })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const asked = backend.ask(path, 'POST', {
        headers: { ...headers, 'content-type': 'application/json', 'content-length': '10' },
        body,
        duplex: 'half',
      })
      await isRead
      let isAnswered = false
      void asked.then(() => (isAnswered = true))
      await vi.advanceTimersByTimeAsync(milliseconds - 1)
      expect(isAnswered).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      expect(await problem(await asked)).toMatchObject({
        code: 'invalid_request',
        detail: 'The body did not arrive in time.',
      })
    } finally {
      vi.useRealTimers()
    }
  })
})

/** Sends 102 ten times a second, until the connection ends. */
function inform(socket: Socket, told: (time: number) => void = () => undefined): void {
  let time = 0
  const timer = setInterval(() => {
    if (socket.writable) socket.write(head('102 Processing'))
    told((time += 1))
  }, 100)
  socket.on('close', () => clearInterval(timer))
}

function hop(count: number): string {
  return head('302 Found', `location: /${count}`, 'content-length: 0')
}

describe('W14: the length of an answer is that of what is sent', () => {
  test.for(['204 None', '205 Reset', '304 Same'])('%s has none', async (status, { backend, url, rawApi }) => {
    rawApi.answer = (socket) => void socket.write(head(status, 'content-length: 5'))
    const { headers, status: answered } = await backend.call(url)
    expect([answered, headers.get('content-length')]).toEqual([Number(status.slice(0, 3)), null])
  })
})

describe('12.8: a provider that breaks HTTP is reported as the provider, over a socket too', () => {
  test.for<[string, string]>([
    ['a cut body', `${head('200 OK', 'content-length: 10')}abc`],
    ['no body where one is promised', head('200 OK', 'content-length: 10')],
    ['no answer', ''],
    ['half a header', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['status 999', `${head('999 Odd', 'content-length: 2')}{}`],
    ['status 600 with a stream', `${head('600 Odd', 'transfer-encoding: chunked')}2\r\n{}\r\n0\r\n\r\n`],
    ['status 099', head('099 Odd', 'content-length: 0')],
    [
      'a protocol that nobody asked for',
      head('101 Switching Protocols', 'upgrade: websocket', 'connection: upgrade'),
    ],
    ['a length and chunks', `${head('200 OK', 'content-length: 2', 'transfer-encoding: chunked')}0\r\n\r\n`],
    ['a negative length', head('200 OK', 'content-length: -1')],
    ['a length that is none', head('200 OK', 'content-length: many')],
    ['a header that is none', head('200 OK', 'a b: c')],
    ['a header with a zero byte', head('200 OK', 'x-a: b\0c', 'content-length: 0')],
  ])('%s', async ([, text], { backend, url, rawApi, oneRow }) => {
    rawApi.answer = (socket) => socket.end(text)
    const { status, body, whole } = await callOverSocket(backend, await serveVault(backend), { url })
    expect(whole).toBe(true)
    expect(status).toBe(502)
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'provider_unreachable' })
    await oneRow('provider_unreachable')
  })

  test.for<[string, string]>([
    ['a stream that is cut before its first byte', ''],
    ['a stream that is cut', '3\r\nabc\r\n'],
    ['a stream whose chunks are none', '3\r\nabc\r\nzz\r\n'],
  ])('%s reaches the caller as a cut, not as an end', async ([, text], { system, backend, url, rawApi }) => {
    rawApi.answer = (socket) => {
      socket.write(head('200 OK', 'transfer-encoding: chunked'))
      setImmediate(() => socket.end(text))
    }
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    const far = await callOverSocket(backend, await serveVault(backend), { url })
    logged.mockRestore()
    expect(far).toMatchObject({ status: 200, whole: false })
    expect(far.body.toString()).not.toContain('Error')
    const near = await backend.call(url)
    await expect(near.text()).rejects.toThrow()
    expect(system.log.join('')).not.toContain('unexpected error')
  })

  test('bytes of a header that are not ASCII pass', async ({ backend, url, rawApi }) => {
    const name = 'attachment; filename="ü.txt"'
    rawApi.answer = (socket) =>
      socket.end(`${head('200 OK', `content-disposition: ${name}`, 'content-length: 2')}{}`)
    const far = await callOverSocket(backend, await serveVault(backend), { url })
    expect(far.status).toBe(200)
    expect(Buffer.from(far.headers['content-disposition'] ?? '', 'latin1').toString()).toBe(name)
  })

  test('a body that is not as long as the app says is the app’s fault', async ({ backend, url, rawApi }) => {
    rawApi.answer = () => undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => (controller.enqueue(Buffer.from('abc')), controller.close()),
    })
    const headers = { 'content-length': '2000000' }
    const refused = await backend.call(url, headers, { method: 'POST', body, duplex: 'half' })
    expect(await problem(refused)).toMatchObject({ code: 'invalid_request', field: 'content-length' })
    const short = await backend.call(url, { 'content-length': '2000000' }, { method: 'PUT', body: 'abc' })
    expect(await problem(short)).toMatchObject({ code: 'invalid_request', field: 'content-length' })
  })
})
