import { test } from '@alter/connect-mock/playwright'
import { expect } from '@playwright/test'

test('a click connects the account', async ({ page }) => {
  await page.goto('/')
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: /Connect Google/ }).click()
  const popup = await opening
  await popup.getByRole('button', { name: 'ada@work.example' }).click()
  await expect(page.getByRole('button', { name: 'More for ada@work.example' })).toBeVisible()
})

test('the user has no network, and then has', async ({ page, alter }) => {
  alter.fail('connections', 'network', { times: 1 })
  await page.goto('/')
  await expect(page.getByText('No answer. Check your internet connection.')).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('button', { name: /Connect Google/ })).toBeVisible()
})

test.describe('an account that was removed at Google', () => {
  test.use({ alterOptions: { scenario: 'reauth' } })

  test('says so', async ({ page }) => {
    await page.goto('/')
    await expect(page.getByText('Access was revoked.')).toBeVisible()
  })
})

test('the browser blocks the window', async ({ page, alter }) => {
  await page.goto('/')
  await alter.use('blocked')
  await page.getByRole('button', { name: 'Connect GitHub' }).click()
  await expect(page.getByRole('button', { name: 'Blocked. Try again' })).toBeVisible()
})
