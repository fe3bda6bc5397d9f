import { setTimeout as sleep } from 'node:timers/promises'
import { App } from '@alter/sdk'
import { expect, onTestFinished, test } from 'vitest'
import { withoutClocks } from '../src/vault/body-clock.ts'
import { API_KEY, startFakeVault, upstream } from './fake-vault.ts'

const url = 'https://api.test/events'
const SYMBOLS = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`))

type Dispatcher = NonNullable<RequestInit['dispatcher']>

/** Node's clocks of five minutes, shortened to a moment, for all requests that do not set their own. */
function shortenClocks(): { sent: () => number } {
  // Node loads its dispatcher with the first of these.
  expect(new Headers()).toBeInstanceOf(Headers)
  let sent = 0
  for (const symbol of SYMBOLS) {
    const before: Dispatcher | undefined = Reflect.get(globalThis, symbol)
    if (before === undefined) continue
    const dispatch: Dispatcher['dispatch'] = (options, handler) => {
      sent += 1
      return before.dispatch({ headersTimeout: 200, bodyTimeout: 200, ...options }, handler)
    }
    Reflect.set(
      globalThis,
      symbol,
      new Proxy(before, {
        get: (target, name): unknown => (name === 'dispatch' ? dispatch : Reflect.get(target, name)),
      }),
    )
    onTestFinished(() => void Reflect.set(globalThis, symbol, before))
  }
  return { sent: () => sent }
}

function silentFor(milliseconds: number): ReadableStream<Uint8Array> {
  return ReadableStream.from(
    (async function* () {
      yield new TextEncoder().encode('first ')
      await sleep(milliseconds)
      yield new TextEncoder().encode('last')
    })(),
  )
}

test('12.9: a body may be silent for longer than the clocks of Node, an answer take longer to begin', async () => {
  const { url: baseUrl } = await startFakeVault(async () => {
    await sleep(1000)
    return upstream(silentFor(1000))
  })
  const clocks = shortenClocks()
  const [response] = await Promise.all([
    new App({ apiKey: API_KEY, baseUrl }).request('GET', url, { provider: 'google' }),
    expect(fetch(baseUrl)).rejects.toThrow(),
  ])
  expect(await response.text()).toBe('first last')
  // What the program set is what sends.
  expect(clocks.sent()).toBeGreaterThan(1)
})

test('12.9: a fetch of the program’s own is spared the clocks too', async () => {
  const { url: baseUrl } = await startFakeVault(() => upstream(silentFor(1000)))
  shortenClocks()
  const app = new App({ apiKey: API_KEY, baseUrl, fetch: (request) => fetch(request) })
  expect(await (await app.request('GET', url, { provider: 'google' })).text()).toBe('first last')
})

test('12.9: where there is no dispatcher there is nothing to set', () => {
  for (const symbol of SYMBOLS) {
    const before: unknown = Reflect.get(globalThis, symbol)
    Reflect.set(globalThis, symbol, undefined)
    onTestFinished(() => void Reflect.set(globalThis, symbol, before))
  }
  expect(withoutClocks()).toEqual({})
})
