import { expect, test } from '@playwright/test'
import { openProvider, openSite } from '../sites.ts'
import { openVault } from '../vault.ts'

test('15 leftovers: the reference fits a phone', async ({ page }) => {
  const site = await openSite('vault')
  const provider = await openProvider([site.origin])
  const { vault, close } = await openVault({ origin: site.origin, app: site.origin, provider })
  site.answerWith((request) => vault.fetch(request))
  try {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.goto(`${site.origin}/reference`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    const sticksOut = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
    expect(sticksOut).toBeLessThanOrEqual(0)
  } finally {
    await Promise.all([site.close(), provider.close()])
    await close()
  }
})
