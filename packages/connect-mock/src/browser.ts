import { setupWorker, type SetupWorker } from 'msw/browser'
import { openConnectPage } from './connect-page.ts'
import { createHandlers } from './handlers.ts'
import { openProviderPage } from './provider-page.ts'
import { routesOf, type AlterMock, type MockOptions } from './mock.ts'
import { localStore } from './store.ts'
import { PASS_OTHERS } from './unhandled.ts'
import { createMockVault } from './vault.ts'

export { answer, MockProblem } from './problem.ts'
export type { AlterMock, MockOptions } from './mock.ts'
export type { MockVault } from './vault.ts'

export interface BrowserMockOptions extends MockOptions {
  /** Address of MSW's worker script. Default: `/mockServiceWorker.js`. */
  worker?: string
}

/**
 * A mocked vault for an app in the browser. What is connected survives a reload, as it would with a vault; another
 * scenario, or `use`, starts anew.
 */
export function setupAlterMock(options: BrowserMockOptions = {}): AlterMock {
  const store = localStore()
  const vault = createMockVault(store)
  const worker = setupWorker(
    ...createHandlers(vault, routesOf(options)),
    ...(options.handlers?.(vault) ?? []),
  )
  const { scenario = 'success' } = options
  return {
    vault,
    async start() {
      if (store.read().scenario !== scenario) vault.reset(scenario)
      await startWorker(worker, options)
    },
    stop: () => void worker.stop(),
    use: (next) => vault.reset(next),
  }
}

/**
 * Makes the page it runs on the Connect page, and the provider's page when the flow comes to it. A popup needs a
 * worker of its own: in Chromium the opener's does not see the requests of another page.
 */
export async function openMockPage(options: Pick<BrowserMockOptions, 'page' | 'worker'> = {}): Promise<void> {
  const vault = createMockVault(localStore())
  const routes = routesOf(options)
  await startWorker(setupWorker(...createHandlers(vault, routes)), options)
  const authorization = new URLSearchParams(location.search).get('state')
  if (authorization === null) openConnectPage(routes.page)
  else openProviderPage(vault, authorization)
}

async function startWorker(
  worker: SetupWorker,
  { worker: url = '/mockServiceWorker.js' }: BrowserMockOptions,
): Promise<void> {
  await worker.start({ ...PASS_OTHERS, serviceWorker: { url }, quiet: true })
}
