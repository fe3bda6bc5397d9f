import { expect } from '@playwright/test'
import { findings } from '../axe.ts'
import { faultsInEveryState, pointAt } from '../contrast.ts'
import { overflow } from './overflow.ts'
import { test } from './test.ts'

test('15.8 theming: every ready look has its contrast, light and dark; axe; 320 px', async ({
  page,
  mockedUrl,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 320, height: 740 })
  await page.goto(`${mockedUrl}theming.html`)
  await page.getByText('less@ada.example').nth(1).waitFor()
  const pointer = await pointAt(page)
  for (const theme of ['Light', 'Dark']) {
    await page.getByRole('combobox', { name: 'Page' }).selectOption(theme)
    for (const radio of await page.getByRole('radio').all()) {
      await radio.check()
      const look = `${await radio.getAttribute('value')}, ${theme}`
      expect.soft(await faultsInEveryState(page, pointer, '.preview'), look).toEqual([])
    }
    expect.soft(await findings(page), theme).toEqual([])
  }
  expect(await overflow(page)).toBeLessThanOrEqual(0)
})
