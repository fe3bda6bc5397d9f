import { setupWorker, type SetupWorker } from 'msw/browser'
import { ONLY_ONE } from './handlers/browsers.ts'
import { cuttingHandlers } from './handlers/document-handlers.ts'
import { createHandlers } from './handlers/handlers.ts'
import type { Routes } from './handlers/routes.ts'
import { controlsOf, routesOf, worldOf, type AlterMock, type MockOptions } from './mock.ts'
import { openProviderPage } from './provider/provider-page.ts'
import { PASS_OTHERS } from './unhandled.ts'
import type { World } from './vault/begin.ts'
import { createMockVault } from './vault/vault.ts'
import { openConnectPage } from './window/connect-page.ts'
import { blockWindows } from './window/windows.ts'
import { localStore } from './world/local-store.ts'
import type { MockState } from './world/state.ts'

export { playAlterMock } from './in-page.ts'
export { answer, MockProblem } from './problem.ts'
export type { AlterMock, MockControls, MockOptions } from './mock.ts'
export type { OwnAgent } from './world/own-agent.ts'
export type { OwnProvider } from './world/own-provider.ts'
export type { PlayedMock } from './window/played-mock.ts'
export type { MockVault } from './vault/vault.ts'

/** Options of `setupAlterMock()` in the browser. */
export interface BrowserMockOptions extends MockOptions {
  /**
   * Path of the Connect page, which must exist as a file; `./` is relative to the running page. Default:
   * `/sdk/oauth/connect.html`, where `@alter/connect-mock/vite` puts it.
   */
  page?: string | undefined
  /** Path of MSW's worker script; `./` is relative to the running page. Default: `/mockServiceWorker.js`. */
  worker?: string | undefined
}

/**
 * A mocked vault for an app in the browser. Connections survive a reload, as with a real vault. Another scenario, or
 * `use`, starts from the beginning.
 * @example
 * const mock = setupAlterMock({ scenario: 'success' })
 * await mock.start()
 */
export function setupAlterMock(options: BrowserMockOptions = {}): AlterMock {
  const store = localStore()
  const world = worldOf(options)
  const page = new URL(options.page ?? '/sdk/oauth/connect.html', document.baseURI).pathname
  const vault = createMockVault(store, world)
  const worker = setupWorker(
    ...(options.handlers?.(vault) ?? []),
    ...createHandlers(vault, { ...routesOf({ ...options, page }), browsers: ONLY_ONE }),
  )
  let unblock: (() => void) | undefined
  return {
    ...controlsOf(vault),
    async start() {
      const kept = store.read()
      const { scenario = kept.scenario } = options
      if (scenario !== kept.scenario || !isOf(world, kept)) vault.reset(scenario)
      unblock = blockWindows(vault, globalThis)
      await startWorker(worker, options)
    },
    stop() {
      unblock?.()
      void worker.stop()
    },
  }
}

/**
 * Turns the running page into the Connect page, and into the provider's page when the flow gets there. A popup needs
 * its own worker, because in Chromium the opener's worker does not see the requests of another page.
 */
export async function openMockPage(options: Pick<BrowserMockOptions, 'worker'> = {}): Promise<void> {
  const vault = createMockVault(localStore())
  const routes: Routes = {
    // At any path, because hosts name files in different ways.
    ...routesOf({ page: location.pathname }),
    browsers: ONLY_ONE,
    onLeaving: () => {
      if (vault.scenario().user === 'closes') window.close()
    },
  }
  const worker = setupWorker(...createHandlers(vault, routes), ...cuttingHandlers(vault, routes))
  await startWorker(worker, options)
  if (new URLSearchParams(location.search).has('state')) openProviderPage(vault)
  else openConnectPage(routes.page)
}

/** Whether the state of an earlier page comes from the same options. */
function isOf({ grantTtl, ...world }: World, { providers, agents, grantTtl: life }: MockState): boolean {
  return grantTtl === life && JSON.stringify(world) === JSON.stringify({ providers, agents })
}

async function startWorker(
  worker: SetupWorker,
  { worker: path = '/mockServiceWorker.js' }: BrowserMockOptions,
): Promise<void> {
  const url = new URL(path, document.baseURI).pathname
  await worker.start({ ...PASS_OTHERS, serviceWorker: { url }, quiet: true })
}
