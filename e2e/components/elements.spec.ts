import { once } from 'node:events'
import { expect, type Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { expectOneSize, measureStates } from './button-sizes.ts'
import { elementsOn, type Opened, provider, SEVERAL, test } from './elements-page.ts'
import { linesOf, NARROW } from './lines.ts'
import { namesAstray } from './names.ts'
import { account } from './page.ts'

test.describe.configure({ mode: 'parallel' })

const ADA = 'ada@work.example'

function overflow(page: Page): Promise<number> {
  return page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
}

async function openMenu(page: Page, label = ADA): Promise<void> {
  await page.getByRole('button', { name: `More for ${label}` }).click()
  await page.getByRole('menu').waitFor()
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`15.10 the list: axe, colours included, finds nothing: ${colorScheme}`, async ({ page, elements }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await elements.open()
    await page.getByText(ADA).waitFor()
    expect(await findings(page)).toEqual([])
    await openMenu(page)
    expect(await findings(page)).toEqual([])
    await page.getByRole('menuitem', { name: 'Details' }).click()
    await page.getByRole('dialog', { name: ADA }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await openMenu(page)
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    await page.getByRole('group', { name: `Disconnect ${ADA}?` }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    expect(await findings(page)).toEqual([])
    expect(elements.backend.refused).toEqual([])
  })
}

test.describe('in every width', () => {
  // One page, loaded anew by each test.
  test.describe.configure({ mode: 'default' })
  let page: Page
  let elements: Opened
  test.beforeAll(async ({ browser, elementScript }) => {
    page = await browser.newPage()
    elements = elementsOn(page, elementScript)
    const long = `${'a.very.long.name.'.repeat(5)}@a-long-domain-without-any-place-to-break.example`
    elements.backend.accounts = [...SEVERAL, account(long, { account_display_name: '😀 山田'.repeat(20) })]
    await elements.open()
  })
  test.afterAll(() => page.close())

  test('15.6 the list: how a provider stands is said in one line, in every width', async () => {
    const words = page.getByText('Not connected').first()
    await words.waitFor()
    for (const width of NARROW) {
      await page.setViewportSize({ width, height: 700 })
      expect(await linesOf(words), `${width} px`).toBe(1)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
    }
  })

  for (const direction of ['ltr', 'rtl'] as const) {
    for (const width of [320, 360, 768, 1440]) {
      test(`15.10 the list: nothing sticks out at ${width} px, ${direction}`, async () => {
        await page.setViewportSize({ width, height: 700 })
        await page.reload()
        await page.getByText(ADA).waitFor()
        await page.locator('html').evaluate((root, dir) => root.setAttribute('dir', dir), direction)
        expect(await overflow(page)).toBeLessThanOrEqual(0)
        expect(await namesAstray(page)).toEqual([])
        await openMenu(page)
        expect(await overflow(page)).toBeLessThanOrEqual(0)
        const box = await page.getByRole('menu').boundingBox()
        expect(box && box.x >= 0 && box.x + box.width <= width).toBe(true)
        await page.getByRole('menuitem', { name: 'Disconnect' }).click()
        expect(await overflow(page)).toBeLessThanOrEqual(0)
      })
    }
  }
})

test('15.10 the list: by keyboard alone, the focus is never lost', async ({ page, elements }) => {
  await elements.open()
  const more = page.getByRole('button', { name: `More for ${ADA}` })
  await more.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: 'Details' })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('menuitem', { name: 'Disconnect' })).toBeFocused()
  await page.keyboard.press('d')
  await expect(page.getByRole('menuitem', { name: 'Details' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: ADA })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(more).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Keep' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
})

test('15.10 the list: undo takes it back, and a failure keeps the account and the focus', async ({
  page,
  elements,
}) => {
  elements.backend.instead.set(`DELETE connections/${ADA}`, { status: 500, body: {} })
  await elements.open('<alter-connected-accounts undo-time="0"></alter-connected-accounts>')
  await openMenu(page)
  await page.getByRole('menuitem', { name: 'Disconnect' }).click()
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click()
  await expect(page.getByText(`${ADA} is still connected. Something went wrong`).first()).toBeVisible()
  await expect(page.getByRole('button', { name: `More for ${ADA}` })).toBeVisible()
  expect(await page.evaluate('document.activeElement.localName')).toBe('alter-connected-accounts')
})

test('15.10 the list: what waits to be undone is done when the page is left', async ({ page, elements }) => {
  await elements.open()
  await openMenu(page)
  await page.getByRole('menuitem', { name: 'Disconnect' }).click()
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide'))")
  await expect.poll(() => elements.backend.seen).toContain(`DELETE connections/${ADA}`)
})

test('15.10 the list: another default is shown at once', async ({ page, elements }) => {
  await elements.open()
  await openMenu(page, 'ada@home.example')
  await page.getByRole('menuitem', { name: 'Make default' }).click()
  const row = page.getByRole('listitem').filter({ hasText: 'ada@home.example' }).last()
  await expect(row.getByText('Default', { exact: true })).toBeVisible()
  await expect(page.getByRole('status')).toHaveText('ada@home.example is now the default.')
})

test('15.10 the list: what needs attention comes first, and a long list is searched', async ({
  page,
  elements,
}) => {
  const ids = ['asana', 'box', 'dropbox', 'figma', 'github', 'gitlab', 'google', 'notion', 'slack', 'zoom']
  elements.backend.providers = ids.map((id) => provider(id, id))
  elements.backend.accounts = [
    account('zoe@box.example', { provider: 'box', provider_name: 'box' }),
    account('zoë@zoom.example', { provider: 'zoom', provider_name: 'zoom', status: 'expired' }),
  ]
  await elements.open()
  const headings = page.getByRole('heading', { level: 3 })
  await expect(headings.first()).toHaveText('zoom')
  await expect(headings.nth(1)).toHaveText('box')
  const search = page.getByRole('searchbox', { name: 'Find an app or account' })
  await search.fill('zoe')
  await expect(headings).toHaveText(['zoom', 'box'])
  await expect(page.getByRole('status')).toHaveText('2 apps found.')
  await search.fill('nothing of the kind')
  await expect(page.getByText('Nothing matches “nothing of the kind”.').first()).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(headings).toHaveCount(10)
  await search.fill('zoe')
  await page.keyboard.press('Escape')
  await expect(headings).toHaveCount(10)
})

test('15.10 the list: offline it says so, and comes back by itself', async ({ page, elements }) => {
  elements.backend.silent.add('GET connections')
  await elements.open()
  await expect(page.getByRole('alert')).toContainText('No answer.')
  elements.backend.silent.clear()
  await page.evaluate("window.dispatchEvent(new Event('online'))")
  await expect(page.getByText(ADA)).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('15.10 the list: a skeleton as high as the list was holds the place of it', async ({
  page,
  elements,
}) => {
  await elements.open('<alter-connected-accounts></alter-connected-accounts><p id="below">Below</p>')
  await page.getByText(ADA).waitFor()
  await expect.poll(() => page.evaluate("localStorage.getItem('alter:rows')")).toBe('4,0')
  const held = new AbortController()
  const released = once(held.signal, 'abort')
  await page.route('**/connections', async (route) => {
    await released
    await route.fallback()
  })
  await page.reload()
  const list = page.locator('alter-connected-accounts')
  await expect(list).toHaveAttribute('data-status', 'loading')
  const before = (await list.boundingBox())?.height ?? 0
  held.abort()
  await page.getByText(ADA).waitFor()
  // Two of the four accounts say in one more line what is wrong with them.
  expect(Math.abs(((await list.boundingBox())?.height ?? 0) - before)).toBeLessThan(80)
})

test('15.10 dark is the class of the page, of a part of it, and the system’s', async ({ page, elements }) => {
  const two = '<alter-connect-button provider="google"></alter-connect-button>'
  await elements.open(`<alter-connected-accounts></alter-connected-accounts>${two}`)
  await page.getByText(ADA).waitFor()
  const list = page.locator('alter-connected-accounts [part=list]')
  const button = page.locator('alter-connect-button').getByRole('button')
  await expect(list).toHaveCSS('background-color', 'rgb(255, 255, 255)')
  await page.locator('main').evaluate((main) => main.classList.add('dark'))
  await expect(list).toHaveCSS('background-color', 'rgb(23, 24, 27)')
  await expect(button).toHaveCSS('background-color', 'rgb(23, 24, 27)')
  await page.locator('main').evaluate((main) => main.classList.remove('dark'))
  await page.locator('html').evaluate((html) => html.setAttribute('data-theme', 'dark'))
  await expect(button).toHaveCSS('background-color', 'rgb(23, 24, 27)')
  await page.locator('html').evaluate((html) => html.removeAttribute('data-theme'))
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect(list).toHaveCSS('background-color', 'rgb(23, 24, 27)')
})

test('15.10 the page styles variables and parts, and its bare elements reach nothing', async ({
  page,
  elements,
}) => {
  await elements.open()
  await page.getByText(ADA).waitFor()
  const connect = page.getByRole('button', { name: 'Connect GitHub' })
  await expect(connect).not.toHaveCSS('background-color', 'rgb(255, 105, 180)')
  await expect(page.locator('[part~=account]').first()).toHaveCSS('list-style-type', 'none')
  await page.evaluate(`
    const sheet = new CSSStyleSheet()
    sheet.insertRule('main { --alter-surface: rgb(250, 240, 230) }')
    sheet.insertRule('alter-connected-accounts::part(primary) { text-transform: uppercase }')
    document.adoptedStyleSheets.push(sheet)
  `)
  await expect(page.locator('[part=list]')).toHaveCSS('background-color', 'rgb(250, 240, 230)')
  await expect(connect).toHaveCSS('text-transform', 'uppercase')
})

test('15.7 the button keeps its size in every state, in every language', async ({ page, elements }) => {
  await elements.open(
    '<alter-connect-button provider="google" base-path="/api/alter"></alter-connect-button>',
  )
  const element = page.locator('alter-connect-button')
  const button = element.locator('[part=button]')
  await expect(element.locator('img')).toBeVisible()
  const sizes = await measureStates(page, element, button, (language) =>
    element.evaluate((one, name) => {
      const { languages } = Object(globalThis)
      Object.assign(one, { texts: languages[name] })
    }, language),
  )
  expectOneSize(sizes)
  await expect(button).toBeFocused()
})

test('15.4 below the button stands how to go on, and why nothing was connected: by keyboard, in the dark, in place', async ({
  page,
  elements,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  await page
    .context()
    .route('https://vault.test/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Connect</title>' }),
    )
  elements.backend.instead.set('POST session', {
    status: 200,
    body: {
      session_token: `alter_cs_${'0'.repeat(31)}1_${'s'.repeat(43)}`,
      connect_url: 'https://vault.test/connect',
    },
  })
  await elements.open(
    '<h1>Settings</h1><p><alter-connect-button provider="google" base-path="/api/alter"></alter-connect-button> <a href="#x">More</a></p>',
  )
  const element = page.locator('alter-connect-button')
  const button = element.locator('[part=button]')
  await expect(element.locator('img')).toBeVisible()
  function places(): Promise<unknown[]> {
    return Promise.all([button.boundingBox(), page.getByRole('link').boundingBox()])
  }
  const before = await places()

  await button.focus()
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('Enter')])
  await expect(element.getByText('Continue in the window that opened.').last()).toBeVisible()
  expect(await places()).toEqual(before)
  await page.setViewportSize({ width: 240, height: 600 })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1280, height: 720 })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await findings(page)).toEqual([])
  }
  await page.keyboard.press('Tab')
  await expect(element.getByRole('button', { name: 'Show window' })).toBeFocused()
  await page.keyboard.press('Tab')
  await Promise.all([popup.waitForEvent('close'), page.keyboard.press('Enter')])

  await expect(button).toBeFocused()
  await expect(button).toHaveAccessibleDescription('The window was closed. Nothing was connected.')
  elements.backend.instead.set('POST session', { status: 500, body: { code: 'internal_error', detail: 'x' } })
  await page.keyboard.press('Enter')
  await expect(button).toHaveAccessibleDescription('The connection could not be started.')
  expect(await places()).toEqual(before)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await findings(page)).toEqual([])
  }
})
