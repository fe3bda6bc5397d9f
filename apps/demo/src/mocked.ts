import { type ScenarioName, SCENARIOS } from '@alter/connect-mock'
import { type AlterMock, setupAlterMock } from '@alter/connect-mock/browser'
import { demoHandlers } from './mocked-handlers.ts'

const SIGNED_IN = 'daybreak-signed-in'

declare global {
  /** For the console: `alterMock.use('denied')`. */
  var alterMock: AlterMock | undefined
}

/**
 * Puts a backend, a vault and a provider into the page, so that the frontend needs no server. `?scenario=` begins
 * another scenario.
 */
export async function startMocks(): Promise<void> {
  const mock = setupAlterMock({
    page: './sdk/oauth/connect.html',
    worker: './mockServiceWorker.js',
    handlers: (vault) =>
      demoHandlers(vault, {
        isSignedIn: () => sessionStorage.getItem(SIGNED_IN) !== null,
        signOut: () => sessionStorage.removeItem(SIGNED_IN),
      }),
  })
  await mock.start()
  globalThis.alterMock = mock
  document.addEventListener('click', signIn)
  const wanted = new URLSearchParams(location.search).get('scenario')
  if (wanted === null || !isScenario(wanted)) return
  mock.use(wanted)
  // Removed from the address, so that a reload keeps the connections.
  history.replaceState(null, '', location.pathname)
}

/** A static host has no page to sign in on. */
function signIn(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a[href="/sign-in"]') : null
  if (link === null) return
  event.preventDefault()
  sessionStorage.setItem(SIGNED_IN, 'yes')
  location.reload()
}

function isScenario(name: string): name is ScenarioName {
  return Object.hasOwn(SCENARIOS, name)
}
