import type { Page } from '@playwright/test'
import { test as base } from '../test.ts'

/** What the address says beside the state: `lang`, `theme`, `dir`. */
type Shown = Record<string, string>

interface Fixtures {
  /** Shows one state alone, as in the gallery's frame: all of a test on one page. */
  openState: (id: string, shown?: Shown) => Promise<Page>
}

/** As the back button would, so that nothing is loaded again. */
function follow(address: string): string {
  return `history.pushState(null, '', ${JSON.stringify(address)}); dispatchEvent(new PopStateEvent('popstate'))`
}

export const test = base.extend<Fixtures>({
  openState: async ({ page, mockedUrl }, use) => {
    // Relative times, such as "Last used now".
    await page.clock.setFixedTime('2026-03-02T09:00:00Z')
    await use(async (id, shown = {}) => {
      const address = `${mockedUrl}gallery.html?${new URLSearchParams({ ...shown, state: id }).toString()}`
      if (page.url().startsWith(mockedUrl)) await page.evaluate(follow(address))
      else await page.goto(address)
      await page.locator(`html[data-ready="${id}"]`).waitFor({ timeout: 30_000 })
      return page
    })
  },
})
