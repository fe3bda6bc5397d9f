import { ONLY_ONE } from './handlers/browsers.ts'
import type { MockOptions } from './mock.ts'
import type { MockVault } from './vault/vault.ts'
import { createPlay, type PlayedMock } from './window/played-mock.ts'

/**
 * A mocked vault for a single page of a browser, such as a story or a frame, without worker, files or popups. From
 * `start` to `stop` it replaces `fetch` and `window.open`, and in its windows the user does at once what the scenario
 * says. Nothing is stored, so several pages can show scenarios side by side. `sessionStorage`, where the widget stores
 * a flow for the next page of the tab, is hidden meanwhile.
 * @example
 * const mock = playAlterMock({ scenario: 'two-accounts' })
 * await mock.start()
 */
export function playAlterMock(options: MockOptions = {}): PlayedMock {
  const { controls, answer, begin, openIn } = createPlay(options, ONLY_ONE)
  const { fetch } = globalThis
  const storage = Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage')
  let restore: (() => void) | undefined

  const mocked: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    const response = await answer(request.clone())
    request.signal.throwIfAborted()
    if (response?.type === 'error') throw new TypeError('The mock lets no request through')
    return response === undefined ? fetch(request) : withLogos(controls.vault, response)
  }

  return {
    ...controls,
    async start() {
      begin()
      restore = openIn(globalThis.window)
      globalThis.fetch = mocked
      // A flow of an earlier page, or of a frame beside this one, belongs to another vault.
      Object.defineProperty(globalThis, 'sessionStorage', { value: undefined, configurable: true })
    },
    stop() {
      restore?.()
      globalThis.fetch = fetch
      if (storage) Object.defineProperty(globalThis, 'sessionStorage', storage)
    },
  }
}

/** Puts logos into the answer, because an `<img>` would ask the network, where nobody serves them. */
async function withLogos(vault: MockVault, response: Response): Promise<Response> {
  if (!response.headers.get('content-type')?.includes('json')) return response
  const body = await response.text()
  const shown = body.replaceAll(LOGO_URL, (url, id: string) => {
    const logo = vault.logo(decodeURIComponent(id))
    return logo === undefined ? url : `data:image/svg+xml,${encodeURIComponent(logo)}`
  })
  return new Response(shown, response)
}

/** Matches the addresses of `logoUrl`, on any origin. */
const LOGO_URL = /https?:\/\/[^"\s]+?\/sdk\/providers\/([^"/]+)\/logo\.svg/g
