import { getResponse } from 'msw'
import { setupServer } from 'msw/node'
import { BY_COOKIE } from './browsers.ts'
import { createHandlers } from './handlers.ts'
import { controlsOf, routesOf, type AlterMock, type MockOptions } from './mock.ts'
import { playWindows, type Opener } from './played-window.ts'
import { memoryStore } from './store.ts'
import { PASS_OTHERS } from './unhandled.ts'
import { createMockVault } from './vault.ts'

export { answer, MockProblem } from './problem.ts'
export type { AlterMock, MockControls, MockOptions } from './mock.ts'
export type { MockVault } from './vault.ts'

/** The mock in Node, where a test stands in for the user too. */
export interface NodeMock extends AlterMock {
  /** The account that the user picks in windows that open from now on, until the next `use`. */
  picks(account: string): void
}

/**
 * A mocked vault for tests in Node: every `fetch` of this process that is meant for it is answered. Where there is a
 * document, as with jsdom, `window.open` opens windows in which the user does at once what the scenario says.
 */
export function setupAlterMock(options: MockOptions = {}): NodeMock {
  const vault = createMockVault(memoryStore(), options.grantTtl)
  const handlers = createHandlers(vault, { ...routesOf(options), browsers: BY_COOKIE })
  const server = setupServer(...(options.handlers?.(vault) ?? []), ...handlers)
  const { scenario = 'success' } = options
  const controls = controlsOf(vault)
  let restore: (() => void) | undefined
  let picked: string | undefined
  vault.reset(scenario)
  return {
    ...controls,
    use(next) {
      picked = undefined
      controls.use(next)
    },
    picks(account) {
      picked = account
    },
    async start() {
      vault.reset(scenario)
      server.listen(PASS_OTHERS)
      const opener: unknown = Reflect.get(globalThis, 'window')
      if (!isOpener(opener)) return
      restore = playWindows(vault, opener, {
        send: async (request) => (await getResponse(handlers, request)) ?? Response.error(),
        picked: () => picked,
      })
    },
    stop() {
      restore?.()
      server.close()
    },
  }
}

function isOpener(value: unknown): value is Opener {
  return typeof value === 'object' && value !== null && 'open' in value && 'MessageEvent' in value
}
