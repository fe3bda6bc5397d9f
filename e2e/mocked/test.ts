import type { ScenarioName } from '@alter/connect-mock'
import { type ContextMock, mockContext } from '@alter/connect-mock/playwright'
import { demoHandlers } from '@alter/demo/mocked-handlers'
import type { BrowserContext, Page } from '@playwright/test'
import { test as base } from '../test.ts'

/** Opens the demo in a scenario, the user signed in. */
type OpenDemo = (page: Page, scenario: ScenarioName) => Promise<void>

interface Fixtures {
  openWithWorker: OpenDemo
  /** The demo's frontend knows nothing of the mock, which answers outside the browser. */
  openWithContext: OpenDemo
  /** The mock of {@link Fixtures.openWithContext}. */
  mock: ContextMock
}

export const test = base.extend<Fixtures>({
  openWithWorker: async ({ mockedUrl }, use) => {
    await use(async (page, scenario) => {
      await page.goto(`${mockedUrl}?scenario=${scenario}`)
      await page.getByRole('link', { name: 'Sign in', exact: true }).click()
      await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    })
  },
  mock: async ({ context }, use) => use(await mockDemo(context)),
  openWithContext: async ({ plainUrl, mock }, use) => {
    await use(async (page, scenario) => {
      await mock.use(scenario)
      await page.goto(plainUrl)
      await page.getByRole('heading', { name: 'Hello, Ada' }).waitFor()
    })
  },
})

function mockDemo(context: BrowserContext): Promise<ContextMock> {
  const visitor = { isSignedIn: () => true, signOut() {} }
  return mockContext(context, { handlers: (vault) => demoHandlers(vault, visitor) })
}
