import { expect } from '@playwright/test'
import { test } from './test.ts'

test('15 leftovers: the reference fits a phone', async ({ page, embed }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  await page.goto(`${embed.vaultUrl}/reference`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  const sticksOut = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
  expect(sticksOut).toBeLessThanOrEqual(0)
})
