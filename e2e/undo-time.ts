import type { Page } from '@playwright/test'

/**
 * Lets the time to undo of a page go by at once, after the press that begins it. Nothing else of the page waits as long;
 * `real/walkthrough.spec.ts` sits it out, so that the real clock is shown too.
 */
export async function passUndoTime(page: Page, press: () => Promise<void>): Promise<void> {
  await page.clock.install()
  await press()
  await page.getByRole('button', { name: 'Undo' }).first().waitFor()
  await page.clock.fastForward(10_000)
}
