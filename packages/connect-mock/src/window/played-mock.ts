import { getResponse, type RequestHandler } from 'msw'
import type { Browsers } from '../handlers/browsers.ts'
import { createHandlers } from '../handlers/handlers.ts'
import {
  controlsOf,
  routesOf,
  worldOf,
  type AlterMock,
  type MockControls,
  type MockOptions,
} from '../mock.ts'
import { createMockVault } from '../vault/vault.ts'
import { memoryStore } from '../world/store.ts'
import { playWindows, type Opener } from './played-window.ts'

/** A mock that also plays the user. */
export interface PlayedMock extends AlterMock {
  /** Sets the account that the user picks in new windows, until the next `use`. */
  picks(account: string): void
}

/** A vault in memory and a user who does at once what the scenario says. It answers no requests yet. */
interface Play {
  controls: MockControls & Pick<PlayedMock, 'picks'>
  handlers: RequestHandler[]
  /** `undefined` for a request that is not for the vault. */
  answer: (request: Request) => Promise<Response | undefined>
  /** Begins the chosen scenario. */
  begin: () => void
  /** Gives a document windows; the returned function removes them. */
  openIn: (opener: Opener) => () => void
}

/** Checks options, because untyped code may pass a scenario or `null`. */
function assertOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null) return
  throw new TypeError("setupAlterMock takes an object: setupAlterMock({ scenario: 'denied' }).")
}

/** @throws {TypeError} for options that are no object or name an invalid provider */
export function createPlay(options: MockOptions, browsers: Browsers): Play {
  assertOptions(options)
  const vault = createMockVault(memoryStore(), worldOf(options))
  const handlers = [
    ...(options.handlers?.(vault) ?? []),
    ...createHandlers(vault, { ...routesOf(options), browsers }),
  ]
  const controls = controlsOf(vault)
  function begin(): void {
    return vault.reset(options.scenario ?? 'success')
  }
  function answer(request: Request): Promise<Response | undefined> {
    return getResponse(handlers, request)
  }
  let picked: string | undefined
  begin()
  return {
    handlers,
    begin,
    answer,
    controls: {
      ...controls,
      use(next) {
        picked = undefined
        controls.use(next)
      },
      picks(account) {
        picked = account
      },
    },
    openIn: (opener) =>
      playWindows(vault, opener, {
        send: async (request) => (await answer(request)) ?? Response.error(),
        picked: () => picked,
      }),
  }
}
