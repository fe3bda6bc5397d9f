import { expect, onTestFinished, test, vi } from 'vitest'
import { callBackend } from '@alter/connect'

const html = { 'content-type': 'text/html; charset=utf-8' }
const problemType = { 'content-type': 'application/problem+json' }
const problem = { code: 'user_token_required', detail: 'Nobody is signed in.' }

function page(status: number): Response {
  return new Response('<!doctype html>', { status, headers: html })
}

/** What comes of a call, and the sentence that a developer reads of it. */
const ROWS: [string, () => Response | Promise<Response>, string, object][] = [
  [
    'routes not mounted',
    () => page(404),
    'POST /api/alter/session answered 404 with HTML: is alterRoutes mounted there?',
    { code: 'invalid_response', status: 404 },
  ],
  [
    'a page for every path',
    () => page(200),
    'POST /api/alter/session answered 200 with HTML: another route answers instead: is alterRoutes mounted there, before routes that match every path?',
    { code: 'invalid_response', status: 200 },
  ],
  [
    'a proxy whose backend is down',
    () => page(502),
    'POST /api/alter/session answered 502 with HTML: is the backend behind the proxy running?',
    { code: 'invalid_response', status: 502 },
  ],
  [
    'a route of another method',
    () => new Response(null, { status: 405 }),
    'POST /api/alter/session answered 405 with an empty body: is alterRoutes mounted there, for every method?',
    { status: 405 },
  ],
  [
    'nothing at all',
    () => new Response(null, { status: 204 }),
    'POST /api/alter/session answered 204 with an empty body: another route answers instead: is alterRoutes mounted there, before routes that match every path?',
    { status: 204 },
  ],
  [
    'a guard of the app',
    () => Response.json({ error: 'csrf token missing' }, { status: 403 }),
    'POST /api/alter/session answered 403 with JSON (csrf token missing): does something before alterRoutes refuse the call?',
    { status: 403 },
  ],
  [
    'a sign-in of the app that is over',
    () => Response.json({ error: 'unauthorized' }, { status: 401 }),
    'POST /api/alter/session answered 401 with JSON (unauthorized): does something before alterRoutes refuse the call?',
    { code: 'user_token_required', status: 401 },
  ],
  [
    'a proxy that takes no more calls',
    () => new Response('slow down', { status: 429, headers: { ...html, 'retry-after': '30' } }),
    'POST /api/alter/session answered 429 with HTML: something before alterRoutes limits the calls: try again in 30 seconds.',
    { code: 'rate_limited', status: 429 },
  ],
  [
    'a proxy that takes no more calls, and does not say for how long',
    () => page(429),
    'POST /api/alter/session answered 429 with HTML: something before alterRoutes limits the calls.',
    { code: 'rate_limited', status: 429 },
  ],
  [
    'a request that came too slowly',
    () => page(408),
    'POST /api/alter/session answered 408 with HTML: try again.',
    { code: 'invalid_response', status: 408 },
  ],
  [
    'JSON that ends too early',
    () => new Response('{"session', { headers: { 'content-type': 'application/json' } }),
    'POST /api/alter/session answered 200 with JSON that cannot be read: another route answers instead: is alterRoutes mounted there, before routes that match every path?',
    { status: 200 },
  ],
  [
    'a fault of the app without words',
    () => new Response('boom', { status: 500, headers: { 'content-type': 'text/plain' } }),
    'POST /api/alter/session answered 500 with text/plain: the log of the backend says why.',
    { status: 500 },
  ],
  [
    'a problem document',
    () => new Response(JSON.stringify(problem), { status: 401, headers: problemType }),
    'Nobody is signed in.',
    { code: 'user_token_required', status: 401, problem },
  ],
  [
    'a problem document under another type',
    () => new Response(JSON.stringify(problem), { status: 401, headers: { 'content-type': 'text/plain' } }),
    'Nobody is signed in.',
    { code: 'user_token_required', status: 401 },
  ],
  [
    'an answer that breaks off',
    () => new Response(new ReadableStream({ pull: (body) => body.error(new TypeError('network error')) })),
    'POST /api/alter/session got no answer: is the backend running?',
    { code: 'network_error' },
  ],
  [
    'no answer',
    () => Promise.reject(new TypeError('Failed to fetch')),
    'POST /api/alter/session got no answer: is the backend running?',
    { code: 'network_error' },
  ],
]

test.each(ROWS)('14.4 %s', async (_, answer, message, facts) => {
  const failure = await callBackend('/api/alter/session?secret=x', {
    fetch: async () => answer(),
    method: 'POST',
  }).catch((error) => error)
  expect(failure).toMatchObject({ message, ...facts })
})

test('14.4 JSON under another content type is an answer like any', async () => {
  const answer = new Response('{"a":1}', { headers: { 'content-type': 'text/plain' } })
  expect(await callBackend('/x', { fetch: async () => answer })).toEqual({ a: 1 })
})

test('a call that its caller gave up ends as such', async () => {
  const signal = AbortSignal.abort()
  await expect(callBackend('/x', { fetch: () => Promise.reject(signal.reason), signal })).rejects.toBe(
    signal.reason,
  )
})

test('an answer that another realm cannot read is an answer', async () => {
  const answer = new Response('{"session')
  answer.json = () => Promise.reject(Object.assign(new Error('Unexpected end'), { name: 'SyntaxError' }))
  await expect(callBackend('/x', { fetch: async () => answer })).rejects.toMatchObject({
    code: 'invalid_response',
    status: 200,
  })
})

test('a call is given up with its caller, in browsers without AbortSignal.any too', async () => {
  const missing = vi.spyOn(AbortSignal, 'any').mockImplementation(() => {
    throw new TypeError('AbortSignal.any is not a function')
  })
  onTestFinished(() => missing.mockRestore())
  const caller = new AbortController()
  const asked = vi.fn<typeof fetch>(() => new Promise(() => {}))
  void callBackend('/x', { fetch: asked, signal: caller.signal })
  expect(asked.mock.lastCall?.[1]?.signal?.aborted).toBe(false)
  caller.abort('gone')
  expect(asked.mock.lastCall?.[1]?.signal).toMatchObject({ aborted: true, reason: 'gone' })
})

test.each([undefined, new AbortController().signal])(
  '13.7 a call that gets no answer is aborted after 45 seconds, and a later answer counts for nothing',
  async (signal) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      let answer: ((response: Response) => void) | undefined
      const asked = vi.fn<typeof fetch>(
        () =>
          new Promise((resolve) => {
            answer = resolve
          }),
      )
      const call = callBackend('/x', { method: 'DELETE', fetch: asked, signal: signal ?? null })
      call.catch(() => {})
      await vi.advanceTimersByTimeAsync(44_900)
      expect(asked.mock.lastCall?.[1]?.signal?.aborted).toBe(false)
      vi.advanceTimersByTime(200)
      answer?.(Response.json({}))
      await expect(call).rejects.toMatchObject({ code: 'network_error' })
      expect(asked.mock.lastCall?.[1]?.signal?.aborted).toBe(true)
    } finally {
      vi.useRealTimers()
    }
  },
)

test.each([
  ['no answer', () => new Promise<never>(() => {})],
  ['half an answer', async () => new Response(new ReadableStream())],
])('13.7 a call that gets %s ends after 45 seconds', async (_, answer) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const rejected = vi.fn()
    const call = callBackend('/x', { fetch: answer })
    call.catch(rejected)
    await vi.advanceTimersByTimeAsync(44_900)
    expect(rejected).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(200)
    await expect(call).rejects.toMatchObject({
      code: 'network_error',
      message: 'GET /x got no answer: is the backend running?',
    })
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
