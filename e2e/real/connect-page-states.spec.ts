import { expect } from '@playwright/test'
import { overflow } from '../gallery/overflow.ts'
import { withLongNames } from '../long-names.ts'
import { expectReadable, lookOf, LOOKS, show } from './connect-page-looks.ts'
import { test } from './test.ts'

for (const look of LOOKS) {
  test(`Connect page, ${look.name}: axe finds nothing, light and dark, and nothing moves`, async ({
    page,
    embed,
  }) => {
    await expectReadable(page, embed.vaultUrl, look)
  })
}

const NAMES = /Daybreak|Google|Shop|Scout|ada@(work|home|lovelace)\.example|Ada King/g

for (const name of [
  'confirm',
  'choose',
  'consent to an agent',
  'choose for an agent',
  'given to an agent',
  'connected',
  'denied',
]) {
  test(`Connect page, ${name}: long names do not widen the page, nor do usual ones in a popup at 200 % and 400 %`, async ({
    page,
    embed,
  }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await show(page, embed.vaultUrl, withLongNames(lookOf(name), NAMES))
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    // What 200 % zoom leaves of a popup.
    await page.setViewportSize({ width: 250, height: 350 })
    await page.unrouteAll()
    await page.goto('about:blank')
    await show(page, embed.vaultUrl, lookOf(name))
    expect(await overflow(page)).toBeLessThanOrEqual(0)
    if (name === 'choose') await expect(page.locator('.held').first()).toBeVisible()
    const cut = await page
      .locator('.held')
      .evaluateAll((lines) =>
        lines.filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1),
      )
    expect(cut).toHaveLength(0)
    await page.setViewportSize({ width: 125, height: 175 })
    expect(await overflow(page)).toBeLessThanOrEqual(0)
  })
}

test('forced colours: the Connect page shows that it loads, and a notice has a border', async ({
  page,
  embed,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await show(page, embed.vaultUrl, lookOf('loading'))
  await expect(page.locator('.bar').first()).toHaveCSS('border-top-style', 'solid')
  await page.unrouteAll()
  await page.goto('about:blank')
  await show(page, embed.vaultUrl, lookOf('leaving'))
  const spinner = page.locator('.spinner')
  await expect(spinner).toHaveCSS('border-top-color', 'rgb(255, 255, 255)')
  await expect(spinner).toHaveCSS('border-bottom-color', 'rgb(0, 0, 0)')
  await page.unrouteAll()
  await page.goto('about:blank')
  await show(page, embed.vaultUrl, lookOf('choose, after a refusal'))
  await expect(page.getByRole('alert')).toHaveCSS('border-top-style', 'solid')
})
