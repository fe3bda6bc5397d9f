import { devices, expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import { consent } from '../demo.ts'
import { test } from '../embed-test.ts'
import type { Client, Embed } from '../embed.ts'

interface Heard {
  name: string
  value: unknown
}

const ACCOUNT = 'ada@work.example'
const TIMESTAMP = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
const CONNECTION = {
  grant_id: expect.stringMatching(/^[\da-f-]{36}$/),
  provider: 'google',
  provider_name: 'Google',
  account_identifier: ACCOUNT,
  timestamp: TIMESTAMP,
  operation: expect.stringMatching(/^(creation|reauth)$/),
  scopes: expect.arrayContaining(['https://www.googleapis.com/auth/calendar.readonly']),
  status: 'active',
  metadata: expect.objectContaining({ account_display_name: 'Ada Lovelace', account_email: ACCOUNT }),
}

const heardBy = (page: Page): Promise<Heard[]> => page.evaluate('heard')

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

const valueOf = (heard: Heard[], name: string): unknown => heard.find((one) => one.name === name)?.value

for (const client of ['published', 'ours'] as const) {
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

    test('is told that the user said no', async ({ page }) => {
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

    test('is told that the user closed the window, and opens another', async ({ page }) => {
      const popup = await click(page, client)
      await popup.getByRole('button', { name: ACCOUNT }).waitFor()
      await page.getByRole('button', { name: 'Connect' }).click()
      expect(page.context().pages()).toHaveLength(2)
      await popup.close()
      await expectHeard(page, 'onExit', 'exit')
      expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
      await (await click(page, client)).close()
    })

    test('closes the window itself', async ({ page }) => {
      const popup = await click(page, client)
      await popup.getByRole('button', { name: ACCOUNT }).waitFor()
      const closed = popup.waitForEvent('close')
      await page.getByRole('button', { name: 'Close' }).click()
      await closed
      await expectHeard(page, 'close')
      expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
    })

    test('is told that the popup was blocked', async ({ page, embed }) => {
      // Playwright's own questions count as clicks: none until it is over.
      const over = page.waitForEvent('console', (message) => message.text().includes('blocked'))
      await page.goto(`${embed.page(client, 'drop-in')}?blocked`)
      await over
      const heard = await expectHeard(page, 'onError', 'error')
      expect(valueOf(heard, 'onError')).toMatchObject({ code: 'popup_blocked' })
    })

    test('gets the same codes for wrong calls', async ({ page }) => {
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

async function leave(page: Page, embed: Embed, client: Client): Promise<string> {
  const url = `${embed.page(client, 'drop-in')}?delivery=both`
  await page.goto(url)
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByRole('button', { name: 'Continue' }).waitFor()
  return url
}

async function reachConsent(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: ACCOUNT }).click()
}

/** What the app's address said when the flow came back; the client takes it away at once. */
const landing = async (page: Page, url: string): Promise<URLSearchParams> => {
  const request = await page.waitForRequest((one) => one.isNavigationRequest() && one.url().startsWith(url))
  return new URL(request.url()).searchParams
}

const logged = async (page: Page, text: string): Promise<unknown> => {
  const message = await page.waitForEvent('console', (one) => one.text().includes(text))
  return message.args().at(-1)?.jsonValue()
}

const { defaultBrowserType: _, ...phone } = devices['Pixel 7']

test.describe('that program on a phone, with that client', () => {
  test.use(phone)

  test('lands on the return URL with the connection', async ({ page, embed }) => {
    const url = await leave(page, embed, 'published')
    await reachConsent(page)
    const [parameters, told] = await Promise.all([
      landing(page, url),
      // It tells its result before anybody can listen: only its log shows it.
      logged(page, 'OAuth redirect return - success'),
      page.getByRole('button', { name: 'Allow' }).click(),
    ])
    expect(Object.fromEntries(parameters)).toMatchObject({
      delivery: 'both',
      alter_connect_success: 'true',
      account_identifier: ACCOUNT,
    })
    const { metadata: _none, ...connection } = CONNECTION
    expect(told).toEqual([connection])
    await expect(page).toHaveURL(url)
  })

  test('lands there, too, when the user said no', async ({ page, embed }) => {
    const url = await leave(page, embed, 'published')
    await reachConsent(page)
    const [, told] = await Promise.all([
      landing(page, url),
      logged(page, 'OAuth redirect return - error'),
      page.getByRole('button', { name: 'Deny' }).click(),
    ])
    expect(told).toMatchObject({ code: 'access_denied', message: expect.stringMatching(/./) })
  })

  test('and when the user left on the Connect page', async ({ page, embed }) => {
    const url = await leave(page, embed, 'published')
    const [parameters] = await Promise.all([
      landing(page, url),
      page.getByRole('button', { name: 'Cancel' }).click(),
    ])
    expect(Object.fromEntries(parameters)).toMatchObject({ alter_connect_error: 'true' })
  })
})

test.describe('that program on a phone, with @alter/connect', () => {
  test.use(phone)

  test('lands on the return URL, which says nothing, and is told the connection', async ({ page, embed }) => {
    const url = await leave(page, embed, 'ours')
    await reachConsent(page)
    const [parameters] = await Promise.all([
      landing(page, url),
      page.getByRole('button', { name: 'Allow' }).click(),
    ])
    expect(Object.fromEntries(parameters)).toEqual({
      delivery: 'both',
      alter_connect_session: expect.stringMatching(/^[\da-f]{32}$/),
    })
    await page.waitForURL(url)
    // All three subscribers, for a new page has removed none; and once.
    await expect
      .poll(async () => (await heardBy(page)).map(({ name }) => name))
      .toEqual(['success', 'unsubscribed', 'removed'])
    expect(valueOf(await heardBy(page), 'success')).toEqual([CONNECTION])
    expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
  })

  test('lands there, too, when the user said no', async ({ page, embed }) => {
    const url = await leave(page, embed, 'ours')
    await reachConsent(page)
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.waitForURL(url)
    await expect.poll(() => heardBy(page)).toEqual([{ name: 'error', value: 'access_denied' }])
  })

  test('and when the user left on the Connect page', async ({ page, embed }) => {
    const url = await leave(page, embed, 'ours')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.waitForURL(url)
    await expect.poll(async () => (await heardBy(page)).map(({ name }) => name)).toEqual(['exit'])
  })
})
