import { expect, type Locator, type Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { consent } from '../demo.ts'
import { pressToClose } from '../press-to-close.ts'
import type { Visit } from '../script-tag.ts'
import { test } from './test.ts'

const ACCOUNT = 'ada@work.example'
const ACCOUNTS = { google: ACCOUNT, github: 'ada-lovelace' }
type Provider = keyof typeof ACCOUNTS

function buttonOf(page: Page, provider: Provider): Locator {
  return page.locator(`alter-connect-button[provider=${provider}]`).locator('[part=button]')
}

function outputOf(page: Page): Locator {
  return page.locator('output')
}

async function click(page: Page, provider: Provider = 'google'): Promise<Page> {
  const opening = page.waitForEvent('popup')
  await buttonOf(page, provider).click()
  return opening
}

async function connect(page: Page, provider: Provider = 'google'): Promise<void> {
  const popup = await click(page, provider)
  const closed = popup.waitForEvent('close')
  await consent(popup, ACCOUNTS[provider])
  await closed
  await expect(page.locator(`alter-connect-button[provider=${provider}]`)).toHaveAttribute(
    'data-status',
    'connected',
  )
  await expect(outputOf(page)).toHaveText(`Connected ${ACCOUNTS[provider]}.`)
}

/** Reports take their time: the browser has sent all of them when it has sent one that is provoked. */
async function expectNoReport(page: Page, { reports }: Visit): Promise<void> {
  await page.evaluate(`new Audio('/provoked')`)
  // The document hears of the page's two policies, and the header's is reported.
  await expect.poll(() => reports.filter((report) => report.includes('/provoked')).length).toBe(3)
  expect(reports.filter((report) => !report.includes('/provoked'))).toEqual([])
}

async function save(page: Page, { sent }: Visit): Promise<void> {
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => sent).toHaveLength(1)
}

test('script tag: connects under a strict CSP and Trusted Types, and sends its value with a form', async ({
  page,
  tag,
}) => {
  await page.goto(tag.url())
  const said = page.locator('alter-connect-button[provider=google]').getByRole('status')
  const popup = await click(page)
  await popup.getByRole('button', { name: ACCOUNT }).waitFor()
  await expect(said).toHaveText('Continue in the window that opened.')
  await expect(buttonOf(page, 'google')).toHaveAttribute('aria-busy', 'true')
  await expect(page.getByRole('button', { name: 'Show window' })).toBeVisible()
  await consent(popup, ACCOUNT)
  await expect(outputOf(page)).toHaveText(`Connected ${ACCOUNT}.`)
  await expect(said).toHaveText('Google connected')
  await expect(buttonOf(page, 'google')).toHaveAttribute('aria-busy', 'false')
  await expect(page.getByRole('button', { name: 'Show window' })).toHaveCount(0)
  await expectNoReport(page, tag)
  await save(page, tag)
  expect(tag.sent).toEqual([[expect.stringMatching(/^[\da-f-]{36}$/)]])
})

test('script tag: what its policy forbids is reported', async ({ page, tag }) => {
  await page.goto(tag.url())
  await page.evaluate(`document.body.setAttribute('style', 'color: red')`)
  await expect.poll(() => tag.reports.join()).toContain('style-src-attr')
  await page.evaluate(`document.createElement('script').setAttribute('src', '/x.js')`).catch(() => {})
  await expect.poll(() => tag.reports.join()).toContain('trusted-types')
})

test('script tag: a file that is not the one of its integrity does nothing', async ({ page, tag }) => {
  await page.goto(tag.url('changed'))
  expect(await page.evaluate('typeof AlterConnect')).toBe('undefined')
  await expect(page.locator('alter-connect-button:not(:defined)')).toHaveCount(2)
})

test('script tag: an image that is called currentScript does not say where the widget loads a file from', async ({
  page,
  tag,
}) => {
  const address = tag.url()
  const asked: string[] = []
  await page.route('**/*backend-failure.js', (route) => {
    asked.push(route.request().url())
    return route.fulfill({ contentType: 'text/javascript', body: '' })
  })
  await page.route(address, async (route) => {
    const response = await route.fetch({ url: address.replace('app.localhost', '127.0.0.1') })
    const image = '<img name="currentScript" alt="" src="/written-by-a-user/logo.svg">'
    return route.fulfill({ response, body: (await response.text()).replace('<body>', `<body>${image}`) })
  })
  await page.route('**/api/alter/session', (route) => route.fulfill({ status: 500, body: '' }))
  await page.goto(address)
  await buttonOf(page, 'google').click()
  await expect(buttonOf(page, 'google')).toHaveText('Could not start')
  expect(asked).toEqual([`${address}widget/backend-failure.js`])
})

test('script tag: loaded after the markup, and after the properties were set, works the same', async ({
  page,
  tag,
}) => {
  const release = tag.holdFile()
  await page.goto(tag.url('late'), { waitUntil: 'commit' })
  const unborn = page.locator('alter-connect-button:not(:defined)')
  await expect(unborn).toHaveCount(2)
  await expect.poll(() => unborn.last().evaluate((button) => Reflect.get(button, 'provider'))).toBe('github')
  release()
  await expect(unborn).toHaveCount(0)
  await connect(page, 'github')
  await expectNoReport(page, tag)
  await save(page, tag)
  expect(tag.sent[0]).toHaveLength(1)
})

test('script tag: a refusal and an exit bubble to the page, and the next try works', async ({
  page,
  tag,
}) => {
  await page.goto(tag.url())
  await consent(await click(page), ACCOUNT, 'Deny')
  await expect(outputOf(page)).toHaveText(/^Not connected\. (?!access_denied)./)
  await expect(buttonOf(page, 'google')).toHaveText('Not connected. Try again')
  await page.evaluate(`document.addEventListener('alter-exit', ({ target, detail }) => {
    document.title = target.provider + ': ' + detail.reason
  })`)
  const popup = await click(page)
  await popup.getByRole('button', { name: ACCOUNT }).waitFor()
  await popup.close()
  await expect(page).toHaveTitle('google: closed')
  await connect(page)
  await expectNoReport(page, tag)
})

test('script tag: works with the keyboard alone, and the focus returns', async ({ page, tag }) => {
  await page.goto(tag.url())
  await page.keyboard.press('Tab')
  const button = buttonOf(page, 'google')
  await expect(button).toBeFocused()
  expect(await button.evaluate((element) => element.matches(':focus-visible'))).toBe(true)
  const opening = page.waitForEvent('popup')
  await page.keyboard.press('Enter')
  const popup = await opening
  await popup.getByRole('button', { name: ACCOUNT }).focus()
  await popup.keyboard.press('Enter')
  await popup.getByRole('button', { name: 'Allow' }).focus()
  await pressToClose(popup, 'Enter')
  await expect(button).toHaveText('Google connected')
  await expect(button).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(buttonOf(page, 'github')).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await expect.poll(() => tag.sent).toHaveLength(1)
})

test('15.10 script tag: the list connects, disconnects and undoes under the same policy', async ({
  page,
  tag,
}) => {
  await page.goto(`${tag.url()}settings.html`)
  const list = page.locator('alter-connected-accounts')
  await expect(list.getByRole('heading', { level: 3 })).toHaveText(['Google', 'GitHub'])
  await expect(list.locator('img')).toHaveCount(2)
  const opening = page.waitForEvent('popup')
  await list.getByRole('button', { name: 'Connect Google' }).click()
  const popup = await opening
  await expect(list.getByRole('button', { name: 'Connecting… Google' })).toBeVisible()
  await Promise.all([popup.waitForEvent('close'), consent(popup, ACCOUNT)])
  await expect(list.getByRole('listitem').filter({ hasText: ACCOUNT }).last()).toBeVisible()
  await expect(outputOf(page)).toHaveText(`Connected ${ACCOUNT}.`)
  await expect(list.getByRole('status')).toHaveText(`${ACCOUNT} is connected.`)
  await list.getByRole('button', { name: `More for ${ACCOUNT}` }).click()
  await list.getByRole('menuitem', { name: 'Disconnect' }).click()
  await list.getByRole('button', { name: 'Disconnect' }).click()
  await list.getByRole('button', { name: 'Undo' }).click()
  await expect(list.getByRole('button', { name: `More for ${ACCOUNT}` })).toBeFocused()
  await list.evaluate((element) => Object.assign(element, { undoTime: 0 }))
  await page.keyboard.press('Enter')
  await list.getByRole('menuitem', { name: 'Disconnect' }).click()
  await list.getByRole('button', { name: 'Disconnect' }).click()
  await expect(list.getByRole('button', { name: 'Connect Google' })).toBeFocused()
  await expect(list.getByRole('status')).toContainText(`Disconnected ${ACCOUNT}.`)
  expect(await findings(page)).toEqual([])
  await expectNoReport(page, tag)
})

test('script tag: the page’s ::part styles show in both themes, and axe finds nothing', async ({
  page,
  tag,
}) => {
  async function eachTheme(check: (colorScheme: 'light' | 'dark') => Promise<void>): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await check(colorScheme)
      expect(await findings(page, { only: colorScheme === 'dark' ? 'colours' : 'all' })).toEqual([])
    }
  }
  const button = buttonOf(page, 'google')
  await page.goto(tag.url())
  await expect(button).toHaveText('Connect Google')
  await eachTheme(async (colorScheme) => {
    await expect(button).toHaveCSS('border-radius', '8px')
    await expect(button).toHaveCSS(
      'background-color',
      colorScheme === 'dark' ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)',
    )
    await expect(button).toHaveCSS('min-height', '44px')
  })
  await connect(page)
  await eachTheme(() => expect(button).toHaveCSS('border-color', 'rgb(46, 139, 87)'))
})
