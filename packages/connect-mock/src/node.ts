import { setupServer } from 'msw/node'
import { BY_COOKIE } from './handlers/browsers.ts'
import type { MockOptions } from './mock.ts'
import { PASS_OTHERS } from './unhandled.ts'
import { createPlay, type PlayedMock } from './window/played-mock.ts'
import type { Opener } from './window/played-window.ts'

export { answer, MockProblem } from './problem.ts'
export type { AlterMock, MockControls, MockOptions } from './mock.ts'
export type { OwnAgent } from './world/own-agent.ts'
export type { OwnProvider } from './world/own-provider.ts'
export type { PlayedMock } from './window/played-mock.ts'
export type { MockVault } from './vault/vault.ts'

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
