import { expect } from '@playwright/test'
import { SELDOM } from '../seldom.ts'
import { test } from './test.ts'

const title = 'the demo runs with no backend: connect in a real popup, and call'

// The static host has shown the same walk; Vite bundles all dependencies for this one.
test(title, { tag: SELDOM }, async ({ page, devUrl }) => {
  await page.goto(devUrl)
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Hello, Ada' })).toBeVisible()

  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Connect Google' }).click()
  const popup = await opening
  const closed = popup.waitForEvent('close')
  await popup.getByRole('button', { name: 'ada@work.example' }).click()
  await closed

  await expect(
    page.getByRole('region', { name: 'Connected accounts' }).getByText('ada@work.example'),
  ).toBeVisible()
  await page.getByRole('button', { name: 'Call the API' }).click()
  await expect(page.getByRole('list', { name: 'Calls' }).getByRole('listitem').first()).toContainText(
    'ada@work.example',
  )
})
