import { test as base } from '@playwright/test'
import type { BrowserOptions, UserBrowser } from './driver.ts'
import { type EngineName, ENGINES } from './engines.ts'
import { createStage, type Stage } from './stage.ts'

interface TestFixtures {
  /** A browser with an empty profile, closed after the row. */
  userBrowser: (options: BrowserOptions) => Promise<UserBrowser>
}

interface WorkerFixtures {
  engine: EngineName
  /** One for all rows of a worker; as new for each. */
  stage: Stage
  newBrowser: (options: BrowserOptions) => Promise<UserBrowser>
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  engine: ['chromium', { option: true, scope: 'worker' }],
  stage: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const stage = await createStage()
      await use(stage)
      await stage.close()
    },
    { scope: 'worker' },
  ],
  newBrowser: [
    async ({ engine }, use) => {
      let running: ReturnType<(typeof ENGINES)[EngineName]['start']> | undefined
      await use(async (options) => (await (running ??= ENGINES[engine].start())).newBrowser(options))
      await (await running)?.close()
    },
    { scope: 'worker' },
  ],
  userBrowser: async ({ stage, newBrowser }, use, testInfo) => {
    const opened: UserBrowser[] = []
    await use(async (options) => {
      const browser = await newBrowser(options)
      opened.push(browser)
      return browser
    })
    if (testInfo.status !== testInfo.expectedStatus) {
      process.stderr.write(`${testInfo.title}: the page logged\n${stage.history()}\n`)
    }
    stage.reset()
    for (const browser of opened) await browser.close()
  },
})
