import { expect } from '@playwright/test'
import { findings } from '../axe.ts'
import { withLongNames } from '../long-names.ts'
import { layoutShift, overflows, test } from './test.ts'
import { ago, DAY, usualWorld, type World } from './world.ts'

interface Shown {
  name: string
  path: string
  change?: (world: World) => void
}

const PAGES: Shown[] = [
  { name: 'sign-in', path: '/', change: (world) => Object.assign(world, { signedIn: false }) },
  {
    name: 'sign-in with several issuers',
    path: '/',
    change(world) {
      world.signedIn = false
      world.ways.push({ url: '/wallet/sign-in?realm=2', apps: [{ app_id: 'ledger', name: 'Ledger' }] })
    },
  },
  { name: 'home', path: '/' },
  {
    name: 'first visit',
    path: '/',
    change: (world) => Object.assign(world, { connections: [], approvals: [] }),
  },
  { name: 'app', path: '/apps/daybreak' },
  {
    name: 'app that is gone',
    path: '/apps/ledger',
    change: ({ apps }) => Object.assign(apps[1]!, { is_gone: true }),
  },
  { name: 'connection', path: '/connections/work' },
  { name: 'activity', path: '/activity' },
  { name: 'approval', path: '/approvals/a1' },
  { name: 'data', path: '/data' },
  { name: 'not found', path: '/connections/none' },
  { name: 'failure', path: '/', change: (world) => Object.assign(world, { fault: 500 }) },
  { name: 'nowhere', path: '/no/such/page' },
]

for (const { name, path, change } of PAGES) {
  test(`${name}, light and dark: axe finds nothing, nothing overflows at 320 px, nothing moves by itself`, async ({
    page,
    vault,
  }) => {
    change?.(vault.world)
    const refused: string[] = []
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refused.push(message.text())
    })
    await page.setViewportSize({ width: 320, height: 640 })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.goto(vault.url + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect(page.locator('main')).not.toHaveAttribute('aria-busy', 'true')
      expect(await overflows(page)).toBe(false)
      // 0.1 is what people call stable; here it is nothing that they could see.
      expect(await layoutShift(page)).toBeLessThan(0.01)
      expect(await findings(page, { only: colorScheme === 'dark' ? 'colours' : 'all' })).toEqual([])
    }
    expect(refused).toEqual([])
  })
}

test('long names without a place to break do not widen a page', async ({ page, vault }) => {
  Object.assign(
    vault.world,
    withLongNames(usualWorld(), /Daybreak|Ledger|Google|GitHub|Scout|Ada Lovelace|ada@work\.example/g),
  )
  await page.setViewportSize({ width: 320, height: 640 })
  for (const { path, change } of PAGES) {
    change?.(vault.world)
    await page.goto(vault.url + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect.soft(await overflows(page), path).toBe(false)
    Object.assign(vault.world, { signedIn: true, fault: undefined })
  }
})

test('forced colours: what loads, every list and the note of a lost connection can be seen', async ({
  page,
  vault,
}) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await page.goto(`${vault.url}/apps/daybreak`)
  await page.locator('.points > li').first().waitFor()
  const point = `getComputedStyle(document.querySelector('.points > li'), '::before').borderTopStyle`
  expect(await page.evaluate(point)).toBe('solid')
  await page.context().setOffline(true)
  await expect(page.locator('.offline')).toHaveCSS('border-top-style', 'solid')
  await page.context().setOffline(false)
  vault.world.delay = new Promise(() => {})
  await page.goto(vault.url)
  await expect(page.locator('.bar').first()).toHaveCSS('border-top-style', 'solid')
})

test('wide letters cut neither the navigation nor who is signed in, and what opens is 24 px high', async ({
  page,
  vault,
}) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto(`${vault.url}/approvals/a1`)
  await page.locator('summary').first().waitFor()
  const heights = await page
    .locator('summary')
    .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height))
  expect(heights.length).toBeGreaterThan(3)
  // WCAG 2.5.8
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(24)
  // WCAG 1.4.12
  await page.evaluate(`(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }')
    document.adoptedStyleSheets = [sheet]
  })()`)
  const cut = await page
    .locator('nav, nav a, .user')
    .evaluateAll((all) =>
      all
        .filter((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight)
        .map((one) => one.textContent),
    )
  expect(cut).toEqual([])
  expect(await overflows(page)).toBe(false)
})

test('each button of an account names the account', async ({ page, vault }) => {
  for (const one of vault.world.connections) one.extendable_until ??= ago(-30 * DAY)
  await page.goto(`${vault.url}/apps/daybreak`)
  await page.getByRole('button', { name: 'Disconnect ada@work.example' }).waitFor()
  const names = await page.getByRole('main').getByRole('button').allTextContents()
  expect(names.filter((name) => name.startsWith('Extend until'))).toHaveLength(3)
  for (const account of ['ada@work.example', 'ada']) {
    await expect(
      page.getByRole('button', { name: new RegExp(`^Extend until .*: ${account}$`) }),
    ).toBeVisible()
  }
})

/** What a browser's translation does to each text: its own node takes the place. */
const TRANSLATE = `(() => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
  const texts = []
  while (walker.nextNode()) texts.push(walker.currentNode)
  for (const text of texts) {
    const font = document.createElement('font')
    text.replaceWith(font)
    font.append(text.data.toUpperCase())
  }
})()`

test('on a page that the browser translates, what became of a request is still told', async ({
  page,
  vault,
}) => {
  const [asked] = vault.world.approvals
  Object.assign(asked!, { status: 'approved', decided_at: ago(0) })
  await page.goto(`${vault.url}/approvals/a1`)
  const main = page.getByRole('main')
  await expect(main.getByText('It is about to be sent.')).toBeVisible()
  await page.evaluate(TRANSLATE)
  await expect(main.getByText('IT IS ABOUT TO BE SENT.')).toBeVisible()
  Object.assign(asked!, { status: 'executed', response_status: 200 })
  await expect(main.getByText('Google answered with 200.')).toBeVisible()
  await expect(main.getByText('IT IS ABOUT TO BE SENT.')).toHaveCount(0)
})

test('what has the focus is not hidden behind the buttons of a decision', async ({ page, vault }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await page.goto(`${vault.url}/approvals/a1`)
  const deny = page.getByRole('button', { name: 'Deny', exact: true })
  await deny.waitFor()
  for (const isDenying of [false, true]) {
    if (isDenying) await deny.click()
    await page.getByRole('heading', { level: 1 }).focus()
    const parts = await page.locator('summary').count()
    expect(parts).toBeGreaterThan(3)
    for (let stop = 0; stop <= parts; stop += 1) {
      await page.keyboard.press('Tab')
      const isSeen = await page.evaluate<boolean>(`(() => {
        const { left, bottom } = document.activeElement.getBoundingClientRect()
        return document.activeElement.contains(document.elementFromPoint(left + 4, bottom - 4))
      })()`)
      expect.soft(isSeen, `stop ${stop}, ${isDenying}`).toBe(true)
    }
  }
})

for (const [locale, heading] of [
  ['de-DE', 'Ihre verbundenen Konten'],
  ['es-MX', 'Tus cuentas conectadas'],
  ['fr-FR', 'Vos comptes connectés'],
  ['ja-JP', '連携済みのアカウント'],
  ['zh-CN', '您连接的账号'],
] as const) {
  test.describe(locale, () => {
    test.use({ locale })

    test('the pages speak the language of the browser, and fit into 320 px', async ({ page, vault }) => {
      await page.setViewportSize({ width: 320, height: 640 })
      await page.goto(vault.url)
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible()
      await expect(page.locator('html')).toHaveAttribute(
        'lang',
        locale === 'zh-CN' ? locale : locale.slice(0, 2),
      )
      for (const path of ['/apps/daybreak', '/connections/work', '/activity', '/approvals/a1', '/data']) {
        await page.goto(vault.url + path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        expect(await overflows(page), path).toBe(false)
      }
    })
  })
}
