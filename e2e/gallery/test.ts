import type { Page } from '@playwright/test'
import { test as base } from '../mocked/test.ts'

/** What the address says beside the state: `lang`, `theme`, `dir`. */
type Shown = Record<string, string>

interface Fixtures {
  /** Opens one state alone, as it is in the gallery's frame. */
  openState: (id: string, shown?: Shown) => Promise<Page>
}

export const test = base.extend<Fixtures>({
  openState: async ({ page, mockedUrl }, use) => {
    // Relative times, such as "Last used now".
    await page.clock.setFixedTime('2026-03-02T09:00:00Z')
    await use(async (id, shown = {}) => {
      const query = new URLSearchParams({ ...shown, state: id }).toString()
      await page.goto(`${mockedUrl}gallery.html?${query}`)
      await page.locator('html[data-ready]').waitFor()
      return page
    })
  },
})
