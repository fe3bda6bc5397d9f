import type { Page } from '@playwright/test'
import { test as base } from '../test.ts'
import { startStandIn, type StandIn } from './stand-in.ts'

/** Pages of the Wallet in front of a stand-in of the vault, which starts with the usual user. */
export const test = base.extend<{ vault: StandIn }>({
  // oxlint-disable-next-line no-empty-pattern
  vault: async ({}, use) => {
    const vault = await startStandIn()
    await use(vault)
    await vault.close()
  },
})

/** How much visible content has moved by itself so far. @see https://web.dev/articles/cls */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    let sum = 0
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value
    })
    observer.observe({ type: 'layout-shift', buffered: true })
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
  })`)
}

/** Whether the page can be scrolled sideways. */
export function overflows(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
}
