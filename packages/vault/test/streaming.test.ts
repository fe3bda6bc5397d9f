/* oxlint-disable no-empty-pattern -- Vitest reads what a fixture needs between its braces: here nothing. */
import { EventEmitter, once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { HEADER } from '@alter/protocol'
import { describe, expect } from 'vitest'
import { vaultTest } from './fixtures.ts'
import { listen } from './server.ts'
import { Backend, connectGoogle, problem, type System, type SystemOptions } from './system.ts'

const MEGABYTE = 1_048_576
const chunk = Buffer.alloc(65_536, 7)
/** How long the impatient vault waits for a provider. Seconds. */
const IMPATIENCE = 2

/** An address of the API that one test has for itself. */
interface Site {
  url: string
  /** Settable. */
  answer: RequestListener
}

interface OfFile {
  streams: { host: string; sites: Map<string, Site> }
  options: SystemOptions
  /** A user with an account, at a vault that waits for as long as a test lasts. */
  patient: Backend
  /** The same user, at a vault that soon gives a provider up. */
  impatient: Backend
}

interface OfTest {
  site: Site
}

const test = vaultTest().extend<{ $file: OfFile; $test: OfTest }>({
  streams: [
    async ({}, use) => {
      const sites = new Map<string, Site>()
      const server = await listen((request, response) =>
        sites.get(request.url ?? '')?.answer(request, response),
      )
      await use({ host: `localhost:${server.port}`, sites })
      await server.close()
    },
    { scope: 'file' },
  ],
  options: [
    ({ streams }, use) =>
      use({
        google: { api_hosts: [streams.host] },
        vault: { allow_private_network: true, provider_timeout: 300 },
      }),
    { scope: 'file' },
  ],
  patient: [
    async ({ system }, use) => {
      const patient = new Backend(system)
      await connectGoogle(patient)
      await use(patient)
    },
    { scope: 'file' },
  ],
  impatient: [
    async ({ patient: { system } }, use) => {
      system.config.provider_timeout = IMPATIENCE
      await use(new Backend({ ...system, vault: await system.secondVault() }))
    },
    { scope: 'file' },
  ],
  site: async ({ streams, task }, use) => {
    const path = `/${task.id}`
    const site: Site = {
      url: `http://${streams.host}${path}`,
      answer: (_, response) => response.end(),
    }
    streams.sites.set(path, site)
    await use(site)
    streams.sites.delete(path)
  },
})

/** So many bytes, made when they are asked for. */
function produce(bytes: number, made = { bytes: 0 }): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull(controller) {
        made.bytes += chunk.byteLength
        controller.enqueue(new Uint8Array(chunk))
        if (made.bytes >= bytes) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}

function peakMemory() {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  const before = heapUsed + arrayBuffers
  let peak = 0
  return {
    sample() {
      const now = process.memoryUsage()
      peak = Math.max(peak, now.heapUsed + now.arrayBuffers - before)
    },
    get megabytes() {
      return peak / MEGABYTE
    },
  }
}

describe('200 MB', () => {
  test('both ways at once, in constant memory', async ({ patient, site }) => {
    site.answer = (request, response) => void request.pipe(response)
    const memory = peakMemory()
    const echoed = await patient.call(
      site.url,
      {},
      { method: 'POST', body: produce(200 * MEGABYTE), duplex: 'half' },
    )
    let received = 0
    for await (const part of echoed.body ?? []) {
      received += part.byteLength
      memory.sample()
    }
    expect(received).toBe(200 * MEGABYTE)
    expect(memory.megabytes).toBeLessThan(150)
  })

  test('that nobody reads are not fetched', async ({ patient, site }) => {
    let sent = 0
    const stalled = new EventEmitter()
    site.answer = (_request, response) => {
      function write(): void {
        while (sent < 200 * MEGABYTE) {
          sent += chunk.byteLength
          if (!response.write(chunk)) {
            response.once('drain', write)
            stalled.emit('stalled')
            return
          }
        }
        response.end()
      }
      write()
    }
    const { body } = await patient.call(site.url)
    const reader = body?.getReader()
    await reader?.read()
    await quiet(stalled, 'stalled')
    expect(sent).toBeLessThan(50 * MEGABYTE)
    await reader?.cancel()
  })

  test('that the provider does not read are not taken', async ({ impatient, site }) => {
    const made = { bytes: 0 }
    const { promise, finish } = held<IncomingMessage>()
    site.answer = (request) => finish(request)
    const abort = new AbortController()
    const call = impatient.call(
      site.url,
      {},
      { method: 'POST', body: produce(200 * MEGABYTE, made), duplex: 'half', signal: abort.signal },
    )
    await promise
    expect(await problem(await call)).toMatchObject({ code: 'provider_timeout' })
    expect(made.bytes).toBeLessThan(50 * MEGABYTE)
  })
})

/** Resolves when an event has not come again for a while. */
async function quiet(emitter: EventEmitter, event: string): Promise<void> {
  for (;;) {
    const again = await once(emitter, event, { signal: AbortSignal.timeout(500) }).catch(() => null)
    if (again === null) return
  }
}

function held<Value>(): { promise: Promise<Value>; finish: (value: Value) => void } {
  let settle: ((value: Value) => void) | undefined
  const promise = new Promise<Value>((resolve) => {
    settle = resolve
  })
  return { promise, finish: (value) => settle?.(value) }
}

test('server-sent events arrive one by one, as they are sent', async ({ patient, site }) => {
  const { promise: opened, finish } = held<ServerResponse>()
  site.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    finish(response)
  }
  const stream = await patient.call(site.url, { accept: 'text/event-stream' })
  expect(stream.headers.get('content-type')).toBe('text/event-stream')
  const source = await opened
  const reader = stream.body?.getReader()
  for (const text of ['data: one\n\n', 'data: two\n\n', ': still here\n\n']) {
    source.write(text)
    const { value } = (await reader?.read()) ?? {}
    expect(Buffer.from(value ?? []).toString()).toBe(text)
  }
  source.end()
  expect(await reader?.read()).toMatchObject({ done: true })
})

test('an upload keeps its type and its bytes', async ({ patient, site }) => {
  const { promise, finish } = held<{ type: string | undefined; bytes: Buffer }>()
  site.answer = (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      finish({ type: request.headers['content-type'], bytes: Buffer.concat(parts) })
      response.writeHead(201).end()
    })
  }
  const form = new FormData()
  form.set('file', new Blob([new Uint8Array(2 * MEGABYTE)]), 'zeroes.bin')
  const sent = new Request('http://x', { method: 'POST', body: form })
  const type = sent.headers.get('content-type') ?? ''
  const bytes = Buffer.from(await sent.arrayBuffer())
  const created = await patient.call(site.url, { 'content-type': type }, { method: 'POST', body: bytes })
  expect(created.status).toBe(201)
  const got = await promise
  expect(got.type).toBe(type)
  expect(got.bytes.equals(bytes)).toBe(true)
})

test('304: a condition passes, and so does its answer', async ({ patient, site }) => {
  site.answer = ({ headers }, response) =>
    void response.writeHead(headers['if-none-match'] === '"1"' ? 304 : 200, { etag: '"1"' }).end()
  const unchanged = await patient.call(site.url, { 'if-none-match': '"1"' })
  expect([unchanged.status, unchanged.headers.get('etag'), await unchanged.text()]).toEqual([304, '"1"', ''])
})

test('ranges: a part is asked for, and given', async ({ patient, site }) => {
  site.answer = ({ headers }, response) => {
    expect(headers.range).toBe('bytes=2-4')
    response.writeHead(206, { 'content-range': 'bytes 2-4/10', 'content-length': '3' }).end('cde')
  }
  const part = await patient.call(site.url, { range: 'bytes=2-4' })
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    'bytes 2-4/10',
    'cde',
  ])
})

test('HEAD has headers and no body, over a real connection too', async ({ patient, site }) => {
  site.answer = (_request, response) => void response.writeHead(200, { 'content-length': '1000000' }).end()
  await overHttp(patient.system, async (address) => {
    const head = await fetch(`${address}/sdk/proxy`, {
      method: 'HEAD',
      headers: await proxyHeaders(patient, site.url),
    })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '1000000', ''])
  })
})

async function proxyHeaders(patient: Backend, url: string): Promise<Record<string, string>> {
  return {
    [HEADER.apiKey]: patient.system.apiKey,
    [HEADER.userToken]: await patient.userToken(),
    [HEADER.provider]: 'google',
    [HEADER.url]: url,
  }
}

async function overHttp({ vault }: System, use: (address: string) => Promise<void>): Promise<void> {
  const server = createAdaptorServer({ fetch: (request) => vault.fetch(request) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  try {
    await use(`http://127.0.0.1:${address.port}`)
  } finally {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  }
}

/** A request that the provider never answers, and its end. */
function pending(site: Site): { arrived: Promise<IncomingMessage>; gone: Promise<unknown> } {
  const { promise: arrived, finish } = held<IncomingMessage>()
  const gone = arrived.then((request) => once(request.socket, 'close'))
  site.answer = (request) => finish(request)
  return { arrived, gone }
}

describe('the provider hears of it', () => {
  test('when the caller gives up before the answer', async ({ patient, site }) => {
    const { arrived, gone } = pending(site)
    const abort = new AbortController()
    const call = patient.call(site.url, {}, { signal: abort.signal })
    await arrived
    abort.abort()
    await gone
    expect((await call).status).toBeGreaterThanOrEqual(500)
  })

  test('when the caller’s connection ends', async ({ patient, site }) => {
    const { arrived, gone } = pending(site)
    await overHttp(patient.system, async (address) => {
      const abort = new AbortController()
      const call = fetch(`${address}/sdk/proxy`, {
        headers: await proxyHeaders(patient, site.url),
        signal: abort.signal,
      })
      await arrived
      abort.abort()
      await expect(call).rejects.toThrow()
      await gone
    })
  })

  test('when the caller stops reading', async ({ patient, site }) => {
    const { promise: closed, finish } = held<void>()
    site.answer = (_request, response) => {
      response.on('close', () => finish())
      response.write('first')
    }
    const { body } = await patient.call(site.url)
    const reader = body?.getReader()
    await reader?.read()
    await reader?.cancel()
    await closed
  })

  test('when its time is over', async ({ impatient, site }) => {
    const { gone } = pending(site)
    expect(await problem(await impatient.call(site.url))).toMatchObject({
      status: 504,
      code: 'provider_timeout',
    })
    await gone
  })
})

/** Sends so many bytes, then nothing until it may go on, then the rest. */
function halting(bytes: number) {
  const permitted = new AbortController()
  let sent = 0
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (sent === bytes && !permitted.signal.aborted) await once(permitted.signal, 'abort')
        controller.enqueue(new Uint8Array(chunk))
        sent += chunk.byteLength
        if (sent > bytes) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  return { body, goOn: () => permitted.abort() }
}

describe('12.9: an upload that pauses for longer than the provider may take to answer', () => {
  /** Milliseconds. */
  const PAUSE = 2250 * IMPATIENCE

  test.concurrent('is no fault of the provider, which waits for it and answers', async ({
    impatient,
    site,
  }) => {
    let received = 0
    site.answer = (request, response) => {
      request.on('data', (data: Buffer) => (received += data.byteLength))
      request.on('end', () => response.end(String(received)))
    }
    const { body, goOn } = halting(2 * MEGABYTE)
    const call = impatient.call(site.url, {}, { method: 'POST', body, duplex: 'half' })
    setTimeout(goOn, PAUSE)
    const answered = await call
    expect([answered.status, await answered.text()]).toEqual([200, String(2 * MEGABYTE + chunk.byteLength)])
  })

  test.concurrent('gives the provider its whole time once it is sent', async ({ impatient, site }) => {
    site.answer = (request) => void request.resume()
    const { body, goOn } = halting(2 * MEGABYTE)
    const start = performance.now()
    const call = impatient.call(site.url, {}, { method: 'POST', body, duplex: 'half' })
    setTimeout(goOn, PAUSE)
    expect(await problem(await call)).toMatchObject({ code: 'provider_timeout' })
    expect(performance.now() - start).toBeGreaterThan(PAUSE + 750 * IMPATIENCE)
  })

  test.concurrent('is answered by a provider that has made up its mind before the end', async ({
    impatient,
    site,
  }) => {
    site.answer = (request, response) => {
      request.once('data', () => response.writeHead(413).end('too much'))
    }
    const { body, goOn } = halting(2 * MEGABYTE)
    const answered = await impatient.call(site.url, {}, { method: 'POST', body, duplex: 'half' })
    expect(answered.status).toBe(413)
    goOn()
  })

  test.concurrent('that the provider no longer reads is one that it does not answer in time', async ({
    impatient,
    site,
  }) => {
    site.answer = (request) => void request.pause()
    const call = impatient.call(
      site.url,
      {},
      { method: 'POST', body: produce(64 * MEGABYTE), duplex: 'half' },
    )
    expect(await problem(await call)).toMatchObject({ code: 'provider_timeout' })
  })
})
