import { expect } from '@playwright/test'
import { findings } from '../axe.ts'
import { connect, openPopup, signIn, test } from '../demo.ts'

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

for (const reducedMotion of ['no-preference', 'reduce'] as const) {
  test.describe(`motion: ${reducedMotion}`, () => {
    test.use({ reducedMotion })

    test('what moves while the user is in the window is slow where motion is reduced', async ({
      page,
      demo,
    }) => {
      await signIn(page, demo)
      const popup = await openPopup(page, 'Connect Google')
      await popup.getByRole('button', { name: 'ada@work.example' }).waitFor()
      await expect(page.locator('[data-status=waiting]').first()).toBeVisible()
      const periods: number[] = await page.evaluate(
        `document.getAnimations().map(({ effect }) => effect.getTiming().duration)`,
      )
      expect(periods.length).toBeGreaterThan(0)
      const quick = periods.filter((milliseconds) => milliseconds < 4000)
      expect(quick.length > 0).toBe(reducedMotion === 'no-preference')
    })
  })
}
