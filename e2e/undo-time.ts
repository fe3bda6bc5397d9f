import type { Page } from '@playwright/test'

/**
 * Makes the time to undo pass at once, after the press that begins it. Nothing else on the page waits that long.
 * `real/walkthrough.spec.ts` waits for the real time.
 */
export async function passUndoTime(page: Page, press: () => Promise<void>): Promise<void> {
  await page.clock.install()
  await press()
  await page.getByRole('button', { name: 'Undo' }).first().waitFor()
  await page.clock.fastForward(10_000)
}
