import { expect, type Page, test as base } from '@playwright/test'
import { consent } from '../demo.ts'
import { type Build, buildApp, type NextApp, startApp } from './app.ts'

const ACCOUNT = 'ada@work.example'

interface Fixtures {
  /** What the browser's console said beyond mere information. */
  complaints: string[]
  /** The same app as `next dev` serves it. */
  dev: NextApp
}

const test = base.extend<Fixtures, { build: Build; app: NextApp }>({
  build: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names it destructures
    async ({}, use) => {
      const build = await buildApp()
      await use(build)
      await build.remove()
    },
    { scope: 'worker', timeout: 360_000 },
  ],
  app: [
    async ({ build }, use) => {
      const app = await startApp('start', build)
      await use(app)
      await app.close()
    },
    { scope: 'worker' },
  ],
  complaints: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()))
        complaints.push(`${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await use(complaints)
  },
  dev: async ({ build }, use) => {
    const app = await startApp('dev', build)
    await use(app)
    await app.close()
  },
})

// One build for all of them.
test.describe.configure({ mode: 'default' })

async function signIn(page: Page, { origin, provider }: NextApp): Promise<void> {
  const value = await provider.userToken({ sub: 'ada', email: 'ada@lovelace.example' })
  await page.context().addCookies([{ name: 'id_token', value, url: origin, httpOnly: true, sameSite: 'Lax' }])
}

test('next: without scripts, the page has the button and the list under way', async ({ app, browser }) => {
  const page = await browser.newPage({ javaScriptEnabled: false })
  await page.goto(app.origin)
  const button = page.getByRole('button', { name: 'Connect Google' })
  await expect(button).toHaveAttribute('data-status', 'idle')
  // Of the stylesheet.
  await expect(button).toHaveCSS('cursor', 'pointer')
  await expect(page.locator('.alter-accounts')).toHaveAttribute('aria-busy', 'true')
  await page.close()
})

test('next: connects in the popup, lists, calls, disconnects, and the console stays silent', async ({
  page,
  app,
  complaints,
}) => {
  await signIn(page, app)
  const response = await page.goto(app.origin)
  const policy = response?.headers()['content-security-policy']
  expect(policy).toMatch(/script-src 'nonce-[\w-]+' 'strict-dynamic';/)
  expect(policy).toContain(`connect-src 'self' ${app.vault};`)

  const opening = page.waitForEvent('popup')
  await page.locator('main > .alter-button').click()
  const popup = await opening
  const closed = popup.waitForEvent('close')
  await consent(popup, ACCOUNT)
  await closed
  await expect(page.locator('main > .alter-button')).toHaveText('Google connected')
  const account = page
    .getByRole('list', { name: 'Google' })
    .getByRole('listitem')
    .filter({ hasText: ACCOUNT })
  await expect(account).toBeVisible()

  await page.getByRole('button', { name: 'Load events' }).click()
  await expect(page.getByRole('region', { name: 'Events' }).getByRole('listitem').first()).toBeVisible()

  await page.getByRole('button', { name: `More for ${ACCOUNT}` }).click()
  await page.getByRole('menuitem', { name: 'Disconnect' }).click()
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click()
  // The time to undo goes by first.
  await expect(account).toHaveCount(0)
  expect(complaints).toEqual([])
})

test('12.15 next: built with trailingSlash, the routes answer with their slash and without', async ({
  page,
}) => {
  test.setTimeout(240_000)
  const build = await buildApp({ trailingSlash: true })
  const app = await startApp('start', build)
  try {
    await signIn(page, app)
    await page.goto(app.origin)
    function ask(path: string): Promise<unknown> {
      return page.evaluate(
        `fetch('/api/alter/${path}').then(async (answer) => [answer.status, answer.redirected, (await answer.json()).code])`,
      )
    }
    // Next sends the browser on to the address with the slash.
    expect(await ask('connections')).toEqual([200, true, undefined])
    expect(await ask('connections/')).toEqual([200, false, undefined])
    expect(await ask('providers/')).toEqual([200, false, undefined])
    expect(await ask('nothing/')).toEqual([404, false, 'not_found'])
    const opening = page.waitForEvent('popup')
    await page.locator('main > .alter-button').click()
    const popup = await opening
    const closed = popup.waitForEvent('close')
    await consent(popup, ACCOUNT)
    await closed
    await expect(page.locator('main > .alter-button')).toHaveText('Google connected')
    await page.getByRole('button', { name: `More for ${ACCOUNT}` }).click()
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click()
    await expect(page.getByRole('list', { name: 'Google' }).getByRole('listitem')).toHaveCount(0)
  } finally {
    await app.close()
    await build.remove()
  }
})

test('next: a call without an account asks for one, and is answered then', async ({ page, app }) => {
  await signIn(page, app)
  await page.goto(app.origin)
  await page.getByRole('button', { name: 'Load events' }).click()
  const opening = page.waitForEvent('popup')
  await page.getByRole('dialog').getByRole('button', { name: 'Connect Google' }).click()
  await consent(await opening, ACCOUNT)
  await expect(page.getByRole('region', { name: 'Events' }).getByRole('listitem').first()).toBeVisible()
})

test('next: hydrates without a warning, where React tells all of them', async ({ page, dev, complaints }) => {
  await signIn(page, dev)
  await page.goto(dev.origin)
  await expect(page.locator('.alter-accounts')).toHaveAttribute('aria-busy', 'false')
  // The list is there, so the scripts ran.
  await expect(page.getByRole('button', { name: 'Connect GitHub' })).toBeVisible()
  expect(complaints).toEqual([])
})
