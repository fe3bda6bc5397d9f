import type { Page } from '@playwright/test'

/**
 * Presses a key that closes its own window. Enter acts when it goes down, so the window can be gone before Playwright
 * lets the key up: only the closed window counts.
 */
export async function pressToClose(popup: Page, key: string): Promise<void> {
  const closed = popup.waitForEvent('close')
  await Promise.allSettled([popup.keyboard.press(key)])
  await closed
}
