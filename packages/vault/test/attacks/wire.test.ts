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
import { describe, expect } from 'vitest'
import type { VaultConfig } from '@alter/vault'
import type { ApiServer, Arrival } from '../api-server.ts'
import { vaultTest } from '../fixtures.ts'
import { ARGUMENTS, CACHE } from '../processes.ts'
import { listen } from '../server.ts'
import { Backend, connectGoogle, problem, type System, VAULT } from '../system.ts'

const test = vaultTest(
  ({ apiServer }) => ({
    google: { api_hosts: [apiServer.host] },
    vault: { allow_private_network: true },
  }),
  (system) => connectGoogle(new Backend(system)),
).extend('backend', ({ system }) => new Backend(system))

/** Speaks HTTP to the vault byte by byte, as no client library would. */
async function speak(system: System, text: string): Promise<string> {
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

/** The newest request that arrived. */
function lastOf({ arrivals }: Pick<ApiServer, 'arrivals'>): Arrival {
  const last = arrivals.at(-1)
  if (!last) throw new Error('nothing arrived')
  return last
}

async function everything(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => (text += String(chunk)))
  socket.on('error', () => {})
  await once(socket, 'close')
  return text
}

async function proxied(
  system: System,
  api: ApiServer,
  backend: Backend,
  method: string,
  more: string[],
  body = '',
): Promise<string> {
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
  test('makes no second request: two lengths, a length beside chunks, odd codings, folded lines', async ({
    system,
    api,
    backend,
  }) => {
    const disguises: [string[], string][] = [
      [['content-length: 5', 'content-length: 50'], 'hello'],
      [['content-length: 5', 'transfer-encoding: chunked'], '0\r\n\r\n'],
      [['transfer-encoding: xchunked'], '0\r\n\r\n'],
      [['x-one: a', ' transfer-encoding: chunked'], '0\r\n\r\n'],
      [['transfer-encoding : chunked'], '0\r\n\r\n'],
    ]
    for (const [headers, body] of disguises) {
      const smuggled = `${body}GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n`
      await speak(system, await proxied(system, api, backend, 'POST', headers, smuggled))
    }
    expect(api.arrivals.map(({ request }) => request)).not.toContain('GET /smuggled')
    for (const { headers } of api.arrivals) {
      const lengths = [headers['content-length'], headers['transfer-encoding']].filter(Boolean)
      expect(lengths.length).toBeLessThan(2)
    }
  })

  test('the credential cannot be removed or replaced', async ({ system, api, backend }) => {
    await speak(
      system,
      await proxied(system, api, backend, 'GET', [
        'connection: authorization, close, x-api-key',
        'authorization: Bearer mine',
        'Authorization: Basic mine',
        'te: trailers',
        'upgrade: websocket',
        'x-alter-anything: 1',
        'forwarded: for=1.1.1.1',
      ]),
    )
    const { headers } = lastOf(api)
    expect(headers.authorization).toMatch(/^Bearer [\w-]{20,}$/)
    expect(headers.connection).toBe('keep-alive')
    expect(headers.host).toBe(api.host)
    for (const name of ['te', 'upgrade', 'x-alter-anything', 'x-api-key', HEADER.userToken, 'forwarded']) {
      expect(headers).not.toHaveProperty(name)
    }
  })

  test('an upload that waits to be asked for is sent on without that condition', async ({
    system,
    api,
    backend,
  }) => {
    const answer = await speak(
      system,
      await proxied(system, api, backend, 'POST', ['content-length: 5', 'expect: 100-continue'], 'hello'),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 (100 Continue\r\n\r\nHTTP\/1\.1 )?200/)
    expect(lastOf(api).body).toBe('hello')
    expect(lastOf(api).headers).not.toHaveProperty('expect')
  })

  test.for(['TRACE', 'CONNECT'])(
    '%s, which would echo the credential, is not passed on',
    async (method, { system, api, backend }) => {
      api.answer = ({ headers }, response) => response.end(JSON.stringify(headers))
      const answer = await speak(system, await proxied(system, api, backend, method, []))
      expect(answer).not.toMatch(/^HTTP\/1\.1 200/)
      expect(answer).not.toContain('Bearer')
      expect(api.arrivals).toEqual([])
    },
  )
})

describe('CRLF', () => {
  test('in a target stays inside its URL', async ({ api, backend }) => {
    const target = `${api.origin}/%0d%0ax-injected:%201%0d%0a%0d%0aGET%20/smuggled`
    await backend.call(target)
    expect(api.arrivals).toHaveLength(1)
    expect(api.arrivals[0]?.headers).not.toHaveProperty('x-injected')
  })

  test('in a reason or an account injects no log line', async ({ system, api, backend }) => {
    const injected = encodeURIComponent('x\r\n{"level":50,"msg":"forged"}\r\n')
    await backend.call(`${api.origin}/`, { [HEADER.reason]: injected })
    await backend.call(`${api.origin}/`, { [HEADER.account]: injected })
    for (const line of system.log) expect(JSON.parse(line)).not.toMatchObject({ msg: 'forged' })
    const refused = await problem(await backend.call(`${api.origin}/`, { [HEADER.account]: injected }))
    expect(refused.code).toBe('grant_not_found')
  })

  test('a bare carriage return in a header is refused', async ({ system, api, backend }) => {
    const raw = await speak(system, await proxied(system, api, backend, 'GET', ['x-one: a\rx-injected: 1']))
    expect(raw).toMatch(/^HTTP\/1\.1 4/)
    expect(api.arrivals).toEqual([])
  })
})

/** What the vault answers a token whose keys are to be had at a port. */
async function askWithKeysOf(
  system: System,
  port: number,
  more: Partial<VaultConfig> = {},
): Promise<Problem> {
  const identity = { issuer: 'http://localhost', audience: 'x', jwks_uri: `http://localhost:${port}/keys` }
  const apps = system.config.apps.map((app) => ({ ...app, identity }))
  const vault = await system.secondVault({ ...system.config, ...more, apps })
  const header = Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url')
  const headers = { [HEADER.apiKey]: system.apiKey, [HEADER.userToken]: `${header}.e30.AAAA` }
  return problem(await vault.fetch(new Request(`${VAULT}/sdk/grants`, { headers })))
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

  test.for([
    '/sdk/oauth/connect/session',
    '/sdk/oauth/connect/session/start',
    '/sdk/oauth/connect/session/result',
    '/sdk/oauth/connect/session/cancel',
  ])('%s stops reading', async (path, { system }) => {
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

  test('a body longer than its Content-Length is not kept', async ({ api, backend }) => {
    const sent = { bytes: 0 }
    const answer = await backend.call(
      `${api.origin}/`,
      { 'content-length': '5' },
      { method: 'POST', body: endless(new Uint8Array(65_536), sent), duplex: 'half' },
    )
    expect(await problem(answer)).toMatchObject({ status: 413, code: 'body_too_large' })
    expect(sent.bytes).toBeLessThan(2_000_000)
  })

  test.for<[string, Record<string, string>, Buffer]>([
    ['plain', {}, Buffer.alloc(30_000_000, 32)],
    ['compressed', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(30_000_000, 32))],
  ])('an issuer’s endless keys, %s, are not read', async ([_name, headers, bytes], { system }) => {
    const issuer = await listen((_request, response) => response.writeHead(200, headers).end(bytes))
    try {
      expect(await askWithKeysOf(system, issuer.port)).toMatchObject({
        status: 502,
        code: 'provider_unreachable',
      })
      expect(system.log.join('')).toContain('answered with more than 1 MB')
    } finally {
      await issuer.close()
    }
  })

  test('a user token of many kilobytes is not parsed', async ({ backend }) => {
    const answer = await backend.ask('/sdk/grants', 'GET', {
      headers: { [HEADER.userToken]: 'x'.repeat(9000) },
    })
    expect(await problem(answer)).toMatchObject({ status: 431, code: 'user_token_too_large' })
  })
})

/** Each waits for a clock: together they wait as long as the slowest. */
describe.concurrent('slowloris', () => {
  test('headers sent drop by drop do not hold a connection', async ({ system }) => {
    const folder = await mkdtemp(join(tmpdir(), 'alter-slow-'))
    const file = join(folder, 'alter.json')
    await writeFile(file, JSON.stringify({ ...system.config, data_dir: join(folder, 'data'), port: 0 }))
    const child = spawn(process.execPath, [...ARGUMENTS, 'start', '-c', file], {
      env: { ...process.env, ...CACHE },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
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

  test('a body that never ends is not waited for', async ({ system }) => {
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
      detail: 'The body did not arrive in time.',
    })
  })

  test('an issuer that answers drop by drop is not waited for', async ({ system }) => {
    const issuer = await listen((_request, response) => {
      const drops = setInterval(() => response.write(' '), 100)
      response.on('close', () => clearInterval(drops))
    })
    try {
      expect(await askWithKeysOf(system, issuer.port, { provider_timeout: 2 })).toMatchObject({
        code: 'provider_unreachable',
      })
    } finally {
      await issuer.close()
    }
  })
})
