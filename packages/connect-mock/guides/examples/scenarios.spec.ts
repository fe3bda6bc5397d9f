import { expect, test } from '@playwright/test'

test('a page without a framework shows any scenario', async ({ page }) => {
  await page.goto('/scenarios.html')
  const status = page.getByRole('status')
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  await press('denied')
  await press('Connect Google')
  await expect(status).toHaveText('Failed: access_denied')

  await press('closed')
  await press('Connect Google')
  await expect(status).toHaveText('The user left')

  await press('success')
  const opening = page.waitForEvent('popup')
  await press('Connect Google')
  await (await opening).getByRole('button', { name: 'ada@work.example' }).click()
  await expect(status).toHaveText('Connected ada@work.example')
})
