import { devices, expect, type Page } from '@playwright/test'
import { ACCOUNT, CONNECTION, heardBy, valueOf } from '../drop-in.ts'
import { test } from './test.ts'
import type { Client, Embed } from '../embed.ts'
import { SELDOM } from '../seldom.ts'

const { defaultBrowserType: _, ...phone } = devices['Pixel 7']

test.use(phone)

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
async function landing(page: Page, url: string): Promise<URLSearchParams> {
  const request = await page.waitForRequest((one) => one.isNavigationRequest() && one.url().startsWith(url))
  return new URL(request.url()).searchParams
}

async function logged(page: Page, text: string): Promise<unknown> {
  const message = await page.waitForEvent('console', (one) => one.text().includes(text))
  return message.args().at(-1)?.jsonValue()
}

test.describe('a program for @alter-ai/connect 0.8.x on a phone, with that client', () => {
  test('lands on the return URL with the connection', async ({ page, embed }) => {
    const url = await leave(page, embed, 'published')
    await reachConsent(page)
    const [parameters, received] = await Promise.all([
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
    expect(received).toEqual([connection])
    await expect(page).toHaveURL(url)
  })

  test('lands there, too, when the user said no', { tag: SELDOM }, async ({ page, embed }) => {
    const url = await leave(page, embed, 'published')
    await reachConsent(page)
    const [, received] = await Promise.all([
      landing(page, url),
      logged(page, 'OAuth redirect return - error'),
      page.getByRole('button', { name: 'Deny' }).click(),
    ])
    expect(received).toMatchObject({ code: 'access_denied', message: expect.stringMatching(/./) })
  })

  test('and when the user left on the Connect page', { tag: SELDOM }, async ({ page, embed }) => {
    const url = await leave(page, embed, 'published')
    const [parameters] = await Promise.all([
      landing(page, url),
      page.getByRole('button', { name: 'Cancel' }).click(),
    ])
    expect(Object.fromEntries(parameters)).toMatchObject({ alter_connect_error: 'true' })
  })
})

test.describe('a program for @alter-ai/connect 0.8.x on a phone, with @alter/connect', () => {
  test('lands on the return URL, which says nothing, and the program receives the connection', async ({
    page,
    embed,
  }) => {
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
      .toEqual(['success', 'unsubscribed', 'removed', 'close'])
    expect(valueOf(await heardBy(page), 'success')).toEqual([CONNECTION])
    expect(await page.evaluate('alterConnect.isOpen()')).toBe(false)
  })

  test('lands there, too, when the user said no', async ({ page, embed }) => {
    const url = await leave(page, embed, 'ours')
    await reachConsent(page)
    await page.getByRole('button', { name: 'Deny' }).click()
    await page.waitForURL(url)
    await expect
      .poll(() => heardBy(page))
      .toMatchObject([{ name: 'error', value: 'access_denied' }, { name: 'close' }])
  })

  test('and when the user left on the Connect page', async ({ page, embed }) => {
    const url = await leave(page, embed, 'ours')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.waitForURL(url)
    await expect.poll(async () => (await heardBy(page)).map(({ name }) => name)).toEqual(['exit', 'close'])
  })
})
