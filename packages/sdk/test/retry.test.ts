import { once } from 'node:events'
import { createServer } from 'node:net'
import { Readable } from 'node:stream'
import { HEADER } from '@alter/protocol'
import { AlterError, App, isAlterError, type Method } from '@alter/sdk'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { retryDelay } from '../src/vault/retry.ts'
import { API_KEY, problem, rejection, startFakeVault, upstream } from './fake-vault.ts'
import { listen } from './listen.ts'

const url = 'https://api.test/events'
const google = { provider: 'google' }

// Each pause is as short as chance can make it.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))
afterEach(() => void vi.restoreAllMocks())

async function start(...answers: Parameters<typeof startFakeVault>) {
  const vault = await startFakeVault(...answers)
  return { vault, app: new App({ apiKey: API_KEY, baseUrl: vault.url }) }
}

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  server.close()
  await once(server, 'close')
  return port
}

/** Fails like a connection that never came to be, or that broke, and then hands on to the answer. */
function failing(times: number, code: string, answer: () => Response) {
  const attempts: string[] = []
  async function fetch(request: Request): Promise<Response> {
    attempts.push(await request.text())
    if (attempts.length > times) return answer()
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
  }
  return { attempts, app: new App({ apiKey: API_KEY, fetch }) }
}

describe('is sent again', () => {
  test.each<Method>(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])(
    '%s, when the connection breaks',
    async (method) => {
      const { app, attempts } = failing(2, 'ECONNRESET', () => upstream(null))
      const response = await app.request(method, url, google)
      expect(response.status).toBe(200)
      expect(attempts).toHaveLength(3)
    },
  )

  test.each([
    ['the vault could not reach the provider', () => problem('provider_unreachable')],
    ['the vault asks for fewer calls', () => problem('rate_limited', { retry_after: 0 })],
    ['something in between answers 502', () => new Response('bad gateway', { status: 502 })],
    ['something in between answers 503', () => new Response('busy', { status: 503 })],
  ])('GET, when %s', async (_, answer) => {
    const { app, vault } = await start(answer, () => upstream('ok'))
    const response = await app.request('GET', url, google)
    expect(await response.text()).toBe('ok')
    expect(vault.asked).toHaveLength(2)
  })

  test.each([
    ['a token refresh is under way', () => problem('token_refresh_in_progress')],
    ['the vault is closing', () => problem('unavailable', { retry_after: 0 })],
  ])('POST with its body, when %s', async (_, answer) => {
    const { app, vault } = await start(answer, () => upstream('ok'))
    await app.request('POST', url, { ...google, json: { a: 1 } })
    expect(vault.asked.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}'])
  })

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    'POST, when the connection never came to be: %s',
    async (code) => {
      const { app, attempts } = failing(1, code, () => upstream('ok'))
      await app.request('POST', url, { ...google, json: { a: 1 } })
      expect(attempts).toEqual(['{"a":1}', '{"a":1}'])
    },
  )
})

test('every body that is not a stream is repeated whole', async () => {
  const bodies = ['x', new URLSearchParams({ a: '1' }), new Blob(['x']), new TextEncoder().encode('x')]
  for (const body of bodies) {
    const { app, attempts } = failing(1, 'ECONNREFUSED', () => upstream('ok'))
    await app.request('POST', url, { ...google, body })
    expect(attempts).toHaveLength(2)
    expect(attempts[0]).not.toBe('')
    expect(attempts[1]).toBe(attempts[0])
  }
})

describe('is not sent again', () => {
  test.each<Method>(['POST', 'PATCH'])(
    '%s, when the connection breaks: it may have arrived',
    async (method) => {
      const { app, attempts } = failing(9, 'ECONNRESET', () => upstream('ok'))
      const error = await rejection(app.request(method, url, { ...google, json: 1 }))
      expect(isAlterError(error, 'network_error')).toBe(true)
      expect(attempts).toHaveLength(1)
    },
  )

  test.each([
    ['the vault could not reach the provider', () => problem('provider_unreachable')],
    ['the vault asks for fewer calls', () => problem('rate_limited', { retry_after: 0 })],
    ['something in between answers 502', () => new Response('bad gateway', { status: 502 })],
  ])('POST, when %s', async (_, answer) => {
    const { app, vault } = await start(answer, () => upstream('ok'))
    await rejection(app.request('POST', url, google))
    expect(vault.asked).toHaveLength(1)
  })

  test.each([
    ['grant_not_found'],
    ['invalid_api_key'],
    ['policy_violation'],
    ['provider_timeout'],
    ['internal_error'],
  ] as const)('GET, when the answer is %s', async (code) => {
    const { app, vault } = await start(() => problem(code))
    await rejection(app.request('GET', url, google))
    expect(vault.asked).toHaveLength(1)
  })

  test.each([400, 404, 500, 501])('GET, when something in between answers %i', async (status) => {
    const { app, vault } = await start(() => new Response('no', { status }))
    await rejection(app.request('GET', url, google))
    expect(vault.asked).toHaveLength(1)
  })

  test.each([
    ['a web stream', () => ReadableStream.from([new TextEncoder().encode('x')])],
    ['a Node stream', () => Readable.from(['x'])],
  ])('%s, which the first attempt used up', async (_, body) => {
    const { app, attempts } = failing(9, 'ECONNREFUSED', () => upstream('ok'))
    const error = await rejection(app.request('PUT', url, { ...google, body: body() }))
    expect(isAlterError(error, 'network_error')).toBe(true)
    expect(attempts).toHaveLength(1)
  })

  test('a permanent refusal: the SDK stops after three retries', async () => {
    const { app, vault } = await start(() => problem('token_refresh_in_progress'))
    const error = await rejection(app.request('GET', url, google))
    expect(isAlterError(error, 'token_refresh_in_progress')).toBe(true)
    expect(vault.asked).toHaveLength(4)
  })
})

test('callers that failed together do not come back together', () => {
  const random = vi.mocked(Math.random)
  const error = new AlterError('token_refresh_in_progress', 'Not yet.')
  const call = { method: 'GET', path: '/', url, headers: new Headers(), timeout: 1000 }
  function delays(chance: number): (number | undefined)[] {
    random.mockReturnValue(chance)
    return [0, 1, 2, 3].map((attempt) => retryDelay(error, call, attempt))
  }
  expect(delays(0)).toEqual([0, 0, 0, undefined])
  expect(delays(0.5)).toEqual([100, 200, 400, undefined])
})

describe('Retry-After', () => {
  test.each([
    ['seconds in the header', () => problem('token_refresh_in_progress', {}, { 'retry-after': '1' })],
    ['seconds in the document', () => problem('token_refresh_in_progress', { retry_after: 1 })],
  ])('is honoured: %s', async (_, answer) => {
    const { app, vault } = await start(answer, () => upstream('ok'))
    const before = performance.now()
    await app.request('GET', url, google)
    expect(performance.now() - before).toBeGreaterThan(990)
    expect(vault.asked).toHaveLength(2)
  })

  test('that is longer than the call may take throws at once and says when', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const later = new Date(Date.now() + 60_000).toUTCString()
    const { app, vault } = await start(() => problem('rate_limited', {}, { 'retry-after': later }))
    const error = await rejection(app.request('GET', url, { ...google, timeout: 20_000 }))
    if (!isAlterError(error, 'rate_limited')) throw error
    // A date has whole seconds.
    expect(error.retryAfter).toBeGreaterThan(58.999)
    expect(error.retryAfter).toBeLessThanOrEqual(60)
    expect(vault.asked).toHaveLength(1)
  })
})

describe('time', () => {
  test('a vault that does not answer is a TimeoutError', async () => {
    const { app } = await start(() => new Promise<Response>(() => {}))
    const error = await rejection(app.request('GET', url, { ...google, timeout: 50 }))
    expect(error).toMatchObject({
      name: 'TimeoutError',
      code: 'timeout',
      url,
      message: expect.stringContaining('50 ms'),
    })
    expect(isAlterError(error, 'timeout')).toBe(true)
  })

  test('a fetch that ignores the signal still times out', async () => {
    const app = new App({ apiKey: API_KEY, fetch: () => new Promise(() => {}), timeout: 50 })
    expect(await rejection(app.listProviders())).toMatchObject({ code: 'timeout' })
  })

  test('a body that stays away is timed where the SDK reads it', async () => {
    const { app } = await start(
      () => new Response(new ReadableStream(), { headers: { 'content-type': 'application/json' } }),
    )
    expect(await rejection(app.listProviders({ timeout: 100 }))).toMatchObject({ code: 'timeout' })
  })

  test("a provider's body is not timed: a download may take long", async () => {
    const { readable, writable } = new TextEncoderStream()
    const writer = writable.getWriter()
    const app = new App({ apiKey: API_KEY, fetch: async () => upstream(readable) })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    void writer.write('one ')
    const response = await app.request('GET', url, { ...google, timeout: 1000 })
    await vi.advanceTimersByTimeAsync(1500)
    void writer.write('two').then(() => writer.close())
    expect(await response.text()).toBe('one two')
  })

  test('the caller may stop it, and gets the reason back', async () => {
    const stop = new AbortController()
    const { app, vault } = await start(() => {
      stop.abort(new RangeError('enough'))
      return new Promise<Response>(() => {})
    })
    const error = await rejection(app.request('GET', url, { ...google, signal: stop.signal }))
    expect(error).toBe(stop.signal.reason)
    expect(vault.asked).toHaveLength(1)
  })

  test('the caller may stop it between two attempts', async () => {
    const stop = new AbortController()
    const { app, vault } = await start(() => {
      setTimeout(() => stop.abort(), 50)
      return problem('token_refresh_in_progress', { retry_after: 20 })
    })
    const error = await rejection(app.request('GET', url, { ...google, signal: stop.signal }))
    expect(error).toBe(stop.signal.reason)
    expect(vault.asked).toHaveLength(1)
  })

  test('an aborted signal sends nothing', async () => {
    const { app, vault } = await start(() => upstream('ok'))
    const signal = AbortSignal.abort()
    expect(await rejection(app.request('GET', url, { ...google, signal }))).toBe(signal.reason)
    expect(vault.asked).toEqual([])
  })

  test("the caller may stop the provider's body too", async () => {
    const stop = new AbortController()
    const { app } = await start(() =>
      upstream(new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(9)) })),
    )
    const response = await app.request('GET', url, { ...google, signal: stop.signal })
    const error = rejection(response.text())
    stop.abort()
    expect(await error).toBe(stop.signal.reason)
  })
})

test('a vault that cannot be reached is a NetworkError that names its address and keeps the cause', async () => {
  const baseUrl = `http://127.0.0.1:${await freePort()}`
  const app = new App({ apiKey: API_KEY, baseUrl })
  const error = await rejection(app.request('POST', url, google))
  expect(error).toMatchObject({
    name: 'NetworkError',
    code: 'network_error',
    message: expect.stringContaining(baseUrl),
  })
  expect(error instanceof Error && error.cause).toMatchObject({ cause: { code: 'ECONNREFUSED' } })
})

function renewed() {
  return upstream('refused', { status: 401, headers: { [HEADER.renewed]: '1' } })
}

describe('12.6: a token that the vault refreshed, but could not use', () => {
  const long = 'x'.repeat(2_000_000)
  const form = new FormData()
  form.set('file', new Blob([long]))

  test.each<[string, NonNullable<RequestInit['body']>]>([
    ['a text', long],
    ['bytes', new TextEncoder().encode(long)],
    ['a Blob', new Blob([long])],
    ['a form', form],
  ])('%s is sent again, whatever the method', async (_, body) => {
    const { app, vault } = await start(renewed, () => upstream('ok'))
    const response = await app.request('POST', url, { ...google, body })
    expect(await response.text()).toBe('ok')
    expect(vault.asked).toHaveLength(2)
    expect(vault.asked[1]?.body.length).toBe(vault.asked[0]?.body.length)
  })

  test('once: a second refusal is the caller’s', async () => {
    const { app, vault } = await start(renewed)
    const error = await rejection(app.request('PUT', url, { ...google, body: long }))
    expect(error).toMatchObject({ code: 'provider_api_error', status: 401 })
    expect(vault.asked).toHaveLength(2)
  })

  test('a stream is not sent again, nor what is refused without such a word', async () => {
    const { app, vault } = await start(renewed, () => upstream('refused', { status: 401 }))
    const body = new Blob([long]).stream()
    await rejection(app.request('PUT', url, { ...google, body }))
    expect(vault.asked).toHaveLength(1)
    await rejection(app.request('PUT', url, { ...google, body: long }))
    expect(vault.asked).toHaveLength(2)
  })
})
