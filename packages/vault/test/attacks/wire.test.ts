import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gzipSync } from 'node:zlib'
import { createAdaptorServer } from '@hono/node-server'
import { HEADER, type Problem } from '@alter/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type PlainServer, startPlainServer } from '../plain-server.ts'
import { listen } from '../server.ts'
import { Backend, connectGoogle, problem, startSystem, type System, VAULT } from '../system.ts'

vi.setConfig({ testTimeout: 60_000 })

let api: PlainServer
let system: System
let backend: Backend
beforeEach(async () => {
  api = await startPlainServer()
  api.answers['/'] = () => ({ body: {} })
  system = await startSystem({
    google: { api_hosts: [api.host] },
    vault: { allow_private_network: true, provider_timeout: 2 },
  })
  backend = new Backend(system)
  await connectGoogle(backend)
})
afterEach(async () => {
  await system.close()
  await api.close()
})

/** Speaks HTTP to the vault byte by byte, as no client library would. */
async function speak(text: string): Promise<string> {
  const server = createAdaptorServer({ fetch: (request) => system.vault.fetch(request) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  try {
    const socket = connect(address.port, '127.0.0.1')
    socket.write(text)
    return await everything(socket)
  } finally {
    server.close()
  }
}

async function everything(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => (text += String(chunk)))
  socket.on('error', () => {})
  await once(socket, 'close')
  return text
}

async function proxied(method: string, more: string[], body = ''): Promise<string> {
  return [
    `${method} /sdk/proxy HTTP/1.1`,
    'host: vault.localhost',
    'connection: close',
    `${HEADER.apiKey}: ${system.apiKey}`,
    `${HEADER.userToken}: ${await backend.userToken()}`,
    `${HEADER.provider}: google`,
    `${HEADER.url}: ${api.origin}/`,
    ...more,
    '',
    body,
  ].join('\r\n')
}

describe('header smuggling', () => {
  test('makes no second request: two lengths, a length beside chunks, odd codings, folded lines', async () => {
    const disguises: [string[], string][] = [
      [['content-length: 5', 'content-length: 50'], 'hello'],
      [['content-length: 5', 'transfer-encoding: chunked'], '0\r\n\r\n'],
      [['transfer-encoding: xchunked'], '0\r\n\r\n'],
      [['x-one: a', ' transfer-encoding: chunked'], '0\r\n\r\n'],
      [['transfer-encoding : chunked'], '0\r\n\r\n'],
    ]
    for (const [headers, body] of disguises) {
      const smuggled = `${body}GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n`
      await speak(await proxied('POST', headers, smuggled))
    }
    expect(api.requests.map(({ path }) => path)).not.toContain('/smuggled')
    for (const { headers } of api.requests) {
      const lengths = [headers['content-length'], headers['transfer-encoding']].filter(Boolean)
      expect(lengths.length).toBeLessThan(2)
    }
  })

  test('the credential cannot be taken away, nor another be put in its place', async () => {
    await speak(
      await proxied('GET', [
        'connection: authorization, close, x-api-key',
        'authorization: Bearer mine',
        'Authorization: Basic mine',
        'te: trailers',
        'upgrade: websocket',
        'x-alter-anything: 1',
        'forwarded: for=1.1.1.1',
      ]),
    )
    const { headers } = api.last('/')
    expect(headers.authorization).toMatch(/^Bearer [\w-]{20,}$/)
    expect(headers.connection).toBe('keep-alive')
    expect(headers.host).toBe(api.host)
    for (const name of ['te', 'upgrade', 'x-alter-anything', 'x-api-key', HEADER.userToken, 'forwarded']) {
      expect(headers).not.toHaveProperty(name)
    }
  })

  test('an upload that waits to be asked for is sent on without that condition', async () => {
    const answer = await speak(await proxied('POST', ['content-length: 5', 'expect: 100-continue'], 'hello'))
    expect(answer).toMatch(/^HTTP\/1\.1 (100 Continue\r\n\r\nHTTP\/1\.1 )?200/)
    expect(api.last('/').body).toBe('hello')
    expect(api.last('/').headers).not.toHaveProperty('expect')
  })

  test.each(['TRACE', 'CONNECT'])('%s, which would echo the credential, is not passed on', async (method) => {
    api.answers['/'] = ({ headers }) => ({ body: JSON.stringify(headers) })
    const answer = await speak(await proxied(method, []))
    expect(answer).not.toMatch(/^HTTP\/1\.1 200/)
    expect(answer).not.toContain('Bearer')
    expect(api.requests).toEqual([])
  })
})

describe('CRLF', () => {
  test('in a target stays inside its URL', async () => {
    const target = `${api.origin}/%0d%0ax-injected:%201%0d%0a%0d%0aGET%20/smuggled`
    await backend.call(target)
    expect(api.requests).toHaveLength(1)
    expect(api.requests[0]?.headers).not.toHaveProperty('x-injected')
  })

  test('in a reason or an account injects no log line', async () => {
    const injected = encodeURIComponent('x\r\n{"level":50,"msg":"forged"}\r\n')
    await backend.call(`${api.origin}/`, { [HEADER.reason]: injected })
    await backend.call(`${api.origin}/`, { [HEADER.account]: injected })
    for (const line of system.log) expect(JSON.parse(line)).not.toMatchObject({ msg: 'forged' })
    const told = await problem(await backend.call(`${api.origin}/`, { [HEADER.account]: injected }))
    expect(told.code).toBe('grant_not_found')
  })

  test('a bare carriage return in a header is refused', async () => {
    const raw = await speak(await proxied('GET', ['x-one: a\rx-injected: 1']))
    expect(raw).toMatch(/^HTTP\/1\.1 4/)
    expect(api.requests).toEqual([])
  })
})

/** What the vault answers a token whose keys are to be had at a port. */
async function askWithKeysOf(port: number): Promise<Problem> {
  const [app] = system.config.apps
  if (!app) throw new Error('no app')
  app.identity = { issuer: 'http://localhost', audience: 'x', jwks_uri: `http://localhost:${port}/keys` }
  system.vault = await system.secondVault()
  const header = Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url')
  const headers = { [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: `${header}.e30.AAAA` }
  return problem(await system.vault.fetch(new Request(`${VAULT}/sdk/grants`, { headers })))
}

function endless(chunk: Uint8Array, sent: { bytes: number }): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      sent.bytes += chunk.byteLength
      controller.enqueue(chunk)
    },
  })
}

describe('oversized bodies', () => {
  const kilobyte = new Uint8Array(1024).fill(32)

  test.each([
    '/sdk/oauth/connect/session',
    '/sdk/oauth/connect/session/start',
    '/sdk/oauth/connect/session/result',
    '/sdk/oauth/connect/session/cancel',
  ])('%s stops reading', async (path) => {
    const sent = { bytes: 0 }
    const answer = await system.vault.fetch(
      new Request(VAULT + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [HEADER.apiKey]: system.apiKey },
        body: endless(kilobyte, sent),
        duplex: 'half',
      }),
    )
    expect(await problem(answer)).toMatchObject({ status: 413, code: 'body_too_large' })
    expect(sent.bytes).toBeLessThan(200_000)
  })

  test('a body longer than its Content-Length is not kept', async () => {
    const sent = { bytes: 0 }
    const answer = await backend.call(
      `${api.origin}/`,
      { 'content-length': '5' },
      { method: 'POST', body: endless(new Uint8Array(65_536), sent), duplex: 'half' },
    )
    expect(await problem(answer)).toMatchObject({ status: 413, code: 'body_too_large' })
    expect(sent.bytes).toBeLessThan(2_000_000)
  })

  test.each([
    ['plain', {}, Buffer.alloc(30_000_000, 32)],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(30_000_000, 32))],
  ])('an issuer’s endless keys, %s, are not read', async (_name, headers, bytes) => {
    const issuer = await listen((_request, response) => response.writeHead(200, headers).end(bytes))
    try {
      expect(await askWithKeysOf(issuer.port)).toMatchObject({ status: 502, code: 'provider_unreachable' })
      expect(system.log.join('')).toContain('answered with more than 1 MB')
    } finally {
      await issuer.close()
    }
  })

  test('a user token of many kilobytes is not parsed', async () => {
    const answer = await backend.ask('/sdk/grants', 'GET', {
      headers: { [HEADER.userToken]: 'x'.repeat(9000) },
    })
    expect(await problem(answer)).toMatchObject({ status: 431, code: 'user_token_too_large' })
  })
})

describe('slowloris', () => {
  test('headers sent drop by drop do not hold a connection', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'alter-slow-'))
    const file = join(folder, 'alter.json')
    await writeFile(file, JSON.stringify({ ...system.config, data_dir: join(folder, 'data'), port: 0 }))
    const child = spawn(
      process.execPath,
      ['--conditions=@alter/source', join(import.meta.dirname, '../../src/bin.ts'), 'start', '-c', file],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    try {
      const lines = createInterface(child.stdout)
      let port = 0
      for await (const line of lines) {
        port = Number(/serves .* on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1] ?? 0)
        if (port > 0) break
      }
      const socket = connect(port, '127.0.0.1')
      socket.write('GET /health HTTP/1.1\r\nhost: x\r\n')
      const drops = setInterval(() => socket.write('x-drop: 1\r\n'), 500)
      try {
        expect(await everything(socket)).toMatch(/^HTTP\/1\.1 408 /)
      } finally {
        clearInterval(drops)
      }
    } finally {
      child.kill()
      await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('a body that never ends is not waited for', async () => {
    const answer = await system.vault.fetch(
      new Request(`${VAULT}/sdk/oauth/connect/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [HEADER.apiKey]: system.apiKey },
        body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) }),
        duplex: 'half',
      }),
    )
    expect(await problem(answer)).toMatchObject({
      code: 'invalid_request',
      detail: 'The body did not come in time.',
    })
  })

  test('an issuer that answers drop by drop is not waited for', async () => {
    const issuer = await listen((_request, response) => {
      const drops = setInterval(() => response.write(' '), 100)
      response.on('close', () => clearInterval(drops))
    })
    try {
      expect(await askWithKeysOf(issuer.port)).toMatchObject({ code: 'provider_unreachable' })
    } finally {
      await issuer.close()
    }
  })
})
