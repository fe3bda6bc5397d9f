import { expect, type Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { passUndoTime } from '../undo-time.ts'
import { expectOneSize, measureStates } from './button-sizes.ts'
import { test } from './elements-page.ts'
import { linesOf, NARROW } from './lines.ts'
import { namesAstray } from './names.ts'
import { loadComponents, openComponents, openMenu, serveComponents } from './page.ts'

test.describe.configure({ mode: 'parallel' })

const MORE_RULES = { rules: ['label-content-name-mismatch', 'target-size'] }

function overflow(page: Page): Promise<number> {
  return page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe, colours included, finds nothing: ${colorScheme}`, async ({ page, script }) => {
    await page.emulateMedia({ colorScheme })
    await openComponents(page, script)
    expect(await findings(page, MORE_RULES)).toEqual([])
    await openMenu(page, 'ada@work.example')
    expect(await findings(page, MORE_RULES)).toEqual([])
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    expect(await findings(page, MORE_RULES)).toEqual([])
    await page.getByRole('button', { name: 'Call' }).click()
    await page.getByRole('dialog').waitFor()
    expect(await findings(page, MORE_RULES)).toEqual([])
  })
}

test.describe('in every width', () => {
  // One page, loaded anew by each test.
  test.describe.configure({ mode: 'default' })
  let page: Page
  test.beforeAll(async ({ browser, script }) => {
    page = await browser.newPage()
    await serveComponents(page, script)
  })
  test.afterAll(() => page.close())

  test('15.6 how a provider stands is said in one line, in every width', async () => {
    await loadComponents(page)
    const words = page.getByText('Not connected').first()
    for (const width of NARROW) {
      await page.setViewportSize({ width, height: 700 })
      expect(await linesOf(words), `${width} px`).toBe(1)
      expect(await overflow(page)).toBeLessThanOrEqual(0)
    }
  })

  for (const direction of ['ltr', 'rtl'] as const) {
    // 320 px is also what is left of 640 px at 200 % zoom.
    for (const width of [320, 360, 768, 1440]) {
      test(`nothing sticks out at ${width} px, ${direction}`, async () => {
        await page.setViewportSize({ width, height: 700 })
        await loadComponents(page)
        await page.locator('html').evaluate((root, dir) => root.setAttribute('dir', dir), direction)
        expect(await overflow(page)).toBeLessThanOrEqual(0)
        expect(await namesAstray(page)).toEqual([])
        await openMenu(page, 'ada@work.example')
        expect(await overflow(page)).toBeLessThanOrEqual(0)
        await page.getByRole('menuitem', { name: 'Disconnect' }).click()
        expect(await overflow(page)).toBeLessThanOrEqual(0)
        await page.getByRole('button', { name: 'Call' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.waitFor()
        expect(await overflow(page)).toBeLessThanOrEqual(0)
        expect(await dialog.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0)
      })
    }
  }
})

test('forced colours: every button keeps a border', async ({ page, script }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await openComponents(page, script)
  const buttons = await page.getByRole('region').getByRole('button').all()
  expect(buttons.length).toBeGreaterThan(4)
  for (const button of buttons) await expect(button).not.toHaveCSS('border-top-color', /^rgba\(.*, 0\)$/)
})

test('the dialog keeps the keyboard inside, and gives the focus back', async ({ page, script }) => {
  await openComponents(page, script)
  await page.getByRole('button', { name: 'Call' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Which Google account?' })
  await expect(dialog.getByRole('button').first()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Call' })).toBeFocused()
})

test('a disconnection that fails leaves the focus in the list', async ({ page, script }) => {
  await openComponents(page, script)
  await page.getByRole('button', { name: 'More for ada@work.example' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Details' })).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Keep' })).toBeFocused()
  await page.keyboard.press('Tab')
  await passUndoTime(page, async () => {
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Undo' })).toBeFocused()
  })
  await expect(page.getByText('is still connected').first()).toBeVisible()
  await expect(page.getByRole('region').locator(':focus')).toHaveCount(1)
})

test('what a screen reader is given', async ({ page, script }) => {
  await openComponents(page, script)
  await expect(page.getByRole('list', { name: 'Google' }).getByRole('listitem').first()).toMatchAriaSnapshot(`
    - listitem:
      - paragraph: ada@work.example Default
      - paragraph: /Ada Lovelace/
      - button "More for ada@work.example"
  `)
  await expect(page.getByRole('listitem').filter({ hasText: 'less@ada.example' }).last())
    .toMatchAriaSnapshot(`
    - listitem:
      - paragraph: less@ada.example
      - paragraph:
        - time: /Last used/
      - paragraph: "Some permissions are missing: calendar.readonly and email."
      - button "Reconnect less@ada.example"
      - status
      - button "More for less@ada.example"
  `)
})

test('15.7 the button keeps its size in every state, in every language', async ({ page, script }) => {
  await openComponents(page, script)
  const button = page.locator('.alter-button').first()
  const sizes = await measureStates(page, button, button, (language) =>
    page.evaluate((name) => {
      const { speak, languages } = Object(globalThis)
      speak(languages[name])
    }, language),
  )
  expectOneSize(sizes)
})
