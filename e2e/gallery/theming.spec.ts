import { expect } from '@playwright/test'
import { test } from './test.ts'

test('15.8 theming: a variable is set by keyboard, and both kinds of components and the CSS follow', async ({
  page,
  mockedUrl,
}) => {
  await page.goto(`${mockedUrl}theming.html`)
  const preview = page.getByRole('region', { name: 'Preview' })
  const react = preview.locator('.alter-button').first()
  const element = preview.locator('alter-connect-button').getByRole('button')
  const list = preview.locator('alter-connected-accounts [part=list]')
  const css = page.getByRole('region', { name: 'CSS to copy' })
  await expect(react).toHaveCSS('border-top-left-radius', /^8\.4/)

  await page.getByLabel('--alter-button-radius', { exact: true }).focus()
  await page.keyboard.type('3px')
  await expect(react).toHaveCSS('border-top-left-radius', '3px')
  await expect(element).toHaveCSS('border-top-left-radius', '3px')
  await page.keyboard.press('Tab')
  await page.getByLabel('--alter-surface', { exact: true }).fill('rgb(250, 240, 230)')
  await expect(list).toHaveCSS('background-color', 'rgb(250, 240, 230)')
  await expect(page.getByLabel('--alter-surface, pick a colour')).toHaveValue('#faf0e6')
  await expect(css).toHaveText(
    /:root \{\s+--alter-button-radius: 3px;\s+--alter-surface: rgb\(250, 240, 230\);\s+\}/,
  )

  await page.getByLabel('--alter-surface', { exact: true }).fill('')
  await expect(css).not.toContainText('surface')
  await page.getByRole('radio', { name: /Default/ }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page).toHaveURL(/\?look=rounded$/)
  await expect(css).toContainText('--alter-radius: 22px;')
  await page.reload()
  await expect(page.getByRole('radio', { name: /Rounded brand/ })).toBeChecked()
})
