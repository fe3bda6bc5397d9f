import { STATES } from '@alter/demo/gallery-states'
import { expect } from '@playwright/test'
import { KEY_STATES } from './key-states.ts'
import { overflow } from './overflow.ts'
import { test } from './test.ts'

/** 320 px is WCAG's measure; 512 px is what 200 % zoom leaves of 1,024. */
const WIDTHS = [320, 512]

// Many pages one after the other.
test.describe.configure({ timeout: 180_000 })

test('nothing sticks out of any state at 320 px and at 200 % zoom', async ({ page, openState }) => {
  for (const id of STATES.keys()) {
    // The longest words.
    await openState(id, { lang: 'de' })
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 740 })
      for (const dir of ['ltr', 'rtl']) {
        await page.locator('html').evaluate((root, value) => root.setAttribute('dir', value), dir)
        expect.soft(await overflow(page), `${id} at ${width} px, ${dir}`).toBeLessThanOrEqual(0)
      }
    }
  }
})

test('forced colours: every button keeps a border', async ({ page, openState }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  for (const id of KEY_STATES) {
    await openState(id)
    const buttons = await page.locator('button:visible').all()
    expect(buttons.length, id).toBeGreaterThan(0)
    for (const button of buttons) {
      await expect.soft(button, id).not.toHaveCSS('border-top-color', /^rgba\(.*, 0\)$/)
      await expect.soft(button, id).not.toHaveCSS('border-top-width', '0px')
    }
  }
})
