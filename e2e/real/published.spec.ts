import { expect, type Page } from '@playwright/test'
import { consent } from '../demo.ts'
import { ACCOUNT, CONNECTION, type Heard, heardBy, TIMESTAMP, valueOf } from '../drop-in.ts'
import { test } from './test.ts'
import type { Client } from '../embed.ts'
import { SELDOM } from '../seldom.ts'

async function click(page: Page, client: Client): Promise<Page> {
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Connect' }).click()
  const popup = await opening
  // The published client never answers the page's hello.
  if (client === 'published') await popup.getByRole('button', { name: 'Continue' }).click()
  return popup
}

async function expectHeard(page: Page, ...names: string[]): Promise<Heard[]> {
  await expect
    .poll(async () => (await heardBy(page)).map(({ name }) => name))
    .toEqual(expect.arrayContaining(names))
  return heardBy(page)
}

for (const client of ['published', 'ours'] as const) {
  // Whether their client hears the vault is in its first test.
  const tag = client === 'published' ? SELDOM : []
  test.describe(`a program for @alter-ai/connect 0.8.x, with ${client === 'ours' ? '@alter/connect' : 'that client'}`, () => {
    test.beforeEach(async ({ page, embed }) => {
      await page.goto(embed.page(client, 'drop-in'))
      await page.getByRole('button', { name: 'Connect' }).waitFor()
    })

    test('connects in a popup', async ({ page }) => {
      await page.getByRole('button', { name: 'Listen no more' }).click()
      const popup = await click(page, client)
      expect(valueOf(await heardBy(page), 'opened')).toBe(true)
      const closed = popup.waitForEvent('close')
      await consent(popup, ACCOUNT)
      await closed
      const heard = await expectHeard(page, 'onSuccess', 'success')
      expect(valueOf(heard, 'onSuccess')).toEqual([CONNECTION])
      expect(valueOf(heard, 'success')).toEqual([CONNECTION])
      expect(valueOf(heard, 'onEvent')).toEqual({ eventName: 'connect_opened', timestamp: TIMESTAMP })
      for (const name of ['onError', 'onExit', 'unsubscribed', 'removed'])
        expect(valueOf(heard, name)).toBeUndefined()
      expect(heard.filter(({ name }) => name === 'onSuccess')).toHaveLength(1)
      expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
    })

    test('hears that the user said no', { tag }, async ({ page }) => {
      const popup = await click(page, client)
      await consent(popup, ACCOUNT, 'Deny')
      const heard = await expectHeard(page, 'onError', 'error')
      expect(valueOf(heard, 'onError')).toMatchObject({
        code: 'access_denied',
        message: expect.stringMatching(/./),
      })
      expect(valueOf(heard, 'error')).toBe('access_denied')
      expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
    })

    test('hears that the user closed the window, and opens another', { tag }, async ({ page }) => {
      const popup = await click(page, client)
      await popup.getByRole('button', { name: ACCOUNT }).waitFor()
      await page.getByRole('button', { name: 'Connect' }).click()
      expect(page.context().pages()).toHaveLength(2)
      await popup.close()
      await expectHeard(page, 'onExit', 'exit')
      expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
      await (await click(page, client)).close()
    })

    test('closes the window itself', { tag }, async ({ page }) => {
      const popup = await click(page, client)
      await popup.getByRole('button', { name: ACCOUNT }).waitFor()
      const closed = popup.waitForEvent('close')
      await page.getByRole('button', { name: 'Close' }).click()
      await closed
      await expectHeard(page, 'close')
      expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
    })

    test('hears that the popup was blocked', { tag }, async ({ page, embed }) => {
      // Playwright's own questions count as clicks: none until it is over.
      const over = page.waitForEvent('console', (message) => message.text().includes('blocked'))
      await page.goto(`${embed.page(client, 'drop-in')}?blocked`)
      await over
      const heard = await expectHeard(page, 'onError', 'error')
      expect(valueOf(heard, 'onError')).toMatchObject({ code: 'popup_blocked' })
    })

    test('gets the same codes for wrong calls', { tag }, async ({ page }) => {
      expect(await page.evaluate('misuse()')).toEqual({
        'no token': 'invalid_options',
        'no onSuccess': 'invalid_options',
        destroy: 'nothing',
        'destroy again': 'nothing',
        open: 'sdk_destroyed',
        close: 'sdk_destroyed',
        on: 'sdk_destroyed',
        off: 'sdk_destroyed',
        isOpen: 'sdk_destroyed',
        getVersion: 'nothing',
      })
    })
  })
}
