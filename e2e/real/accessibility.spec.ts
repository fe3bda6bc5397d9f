import { expect, type Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { connect, enter, openPopup, signIn } from '../demo.ts'
import { pressToClose } from '../press-to-close.ts'
import { SELDOM } from '../seldom.ts'
import { test } from './test.ts'

/** Whole in the light; in the dark the page is the same but for its colours. */
async function expectNothingFound(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  expect(await findings(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await findings(page, { only: 'colours' })).toEqual([])
}

test(
  'axe finds nothing on the demo and in the window, light and dark',
  { tag: SELDOM },
  async ({ page, demo, user }) => {
    await page.goto(demo.url)
    await page.getByRole('link', { name: 'Sign in to start' }).waitFor()
    await expectNothingFound(page)
    await signIn(page, demo, user)
    await expectNothingFound(page)
    const popup = await openPopup(page, 'Connect Google')
    await popup.getByRole('button', { name: 'ada@work.example' }).waitFor()
    await expectNothingFound(popup)
    await popup.close()
    await connect(page, 'Connect Google', 'ada@work.example')
    await page.getByRole('button', { name: 'Call the API' }).click()
    await page.getByRole('list', { name: 'Calls' }).waitFor()
    await expectNothingFound(page)
  },
)

test('the walk works with the keyboard alone', async ({ page, demo, user }) => {
  await enter(page, demo, user)
  await page.getByRole('button', { name: 'Connect Google' }).focus()
  const opening = page.waitForEvent('popup')
  await page.keyboard.press('Enter')
  const popup = await opening
  await popup.getByRole('button', { name: 'ada@work.example' }).focus()
  await popup.keyboard.press('Enter')
  await popup.getByRole('button', { name: 'Allow' }).focus()
  await pressToClose(popup, 'Enter')
  await expect(page.getByRole('button', { name: 'Call the API' })).toBeFocused()
})

test('what moves while the user is in the window is slow where motion is reduced', async ({
  page,
  demo,
  user,
}) => {
  await enter(page, demo, user)
  const popup = await openPopup(page, 'Connect Google')
  await popup.getByRole('button', { name: 'ada@work.example' }).waitFor()
  await expect(page.locator('[data-status=waiting]').first()).toBeVisible()
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    await page.emulateMedia({ reducedMotion })
    const periods: number[] = await page.evaluate(
      `document.getAnimations().map(({ effect }) => effect.getTiming().duration)`,
    )
    expect(periods.length, reducedMotion).toBeGreaterThan(0)
    const quick = periods.filter((milliseconds) => milliseconds < 4000)
    expect(quick.length > 0, reducedMotion).toBe(reducedMotion === 'no-preference')
  }
})
