import { AxeBuilder } from '@axe-core/playwright'
import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import { connect, openPopup, signIn, test } from '../demo.ts'

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('axe finds nothing on the demo and in the window', async ({ page, demo }) => {
      await page.goto(demo.url)
      await page.getByRole('link', { name: 'Sign in to start' }).waitFor()
      expect(await findings(page)).toEqual([])
      await signIn(page, demo)
      expect(await findings(page)).toEqual([])
      const popup = await openPopup(page, 'Connect Google')
      await popup.getByRole('button', { name: 'ada@work.example' }).waitFor()
      expect(await findings(popup)).toEqual([])
      await popup.close()
      await connect(page, 'Connect Google', 'ada@work.example')
      await page.getByRole('button', { name: 'Call the API' }).click()
      await page.getByRole('list', { name: 'Calls' }).waitFor()
      expect(await findings(page)).toEqual([])
    })
  })
}

test('the walk works with the keyboard alone', async ({ page, demo }) => {
  await signIn(page, demo)
  await page.getByRole('button', { name: 'Connect Google' }).focus()
  const opening = page.waitForEvent('popup')
  await page.keyboard.press('Enter')
  const popup = await opening
  await popup.getByRole('button', { name: 'ada@work.example' }).focus()
  await popup.keyboard.press('Enter')
  await popup.getByRole('button', { name: 'Allow' }).focus()
  await Promise.all([popup.waitForEvent('close'), popup.keyboard.press('Enter')])
  await expect(page.getByRole('button', { name: 'Call the API' })).toBeFocused()
})
