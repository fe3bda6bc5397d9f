import type { Page } from '@playwright/test'

/** How many pixels the page, its head, or the dialog on it, is too wide. */
export function overflow(page: Page): Promise<number> {
  return page
    .locator('html, header, dialog')
    .evaluateAll((boxes) => Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth)))
}
