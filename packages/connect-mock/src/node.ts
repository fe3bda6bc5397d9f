import { setupServer } from 'msw/node'
import { BY_COOKIE } from './browsers.ts'
import type { MockOptions } from './mock.ts'
import { createPlay, type PlayedMock } from './played-mock.ts'
import type { Opener } from './played-window.ts'
import { PASS_OTHERS } from './unhandled.ts'

export { answer, MockProblem } from './problem.ts'
export type { AlterMock, MockControls, MockOptions } from './mock.ts'
export type { OwnAgent } from './own-agent.ts'
export type { OwnProvider } from './own-provider.ts'
export type { PlayedMock } from './played-mock.ts'
export type { MockVault } from './vault.ts'

/**
 * A mocked vault for tests in Node. It answers every `fetch` of this process to the vault. If there is a document, as
 * with jsdom, `window.open` opens windows in which the user does at once what the scenario says.
 * @example
 * const mock = setupAlterMock({ scenario: 'success' })
 * beforeAll(() => mock.start())
 * afterAll(() => mock.stop())
 */
export function setupAlterMock(options: MockOptions = {}): PlayedMock {
  const { controls, handlers, begin, openIn } = createPlay(options, BY_COOKIE)
  const server = setupServer(...handlers)
  let restore: (() => void) | undefined
  return {
    ...controls,
    async start() {
      begin()
      server.listen(PASS_OTHERS)
      const opener: unknown = Reflect.get(globalThis, 'window')
      if (isOpener(opener)) restore = openIn(opener)
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
