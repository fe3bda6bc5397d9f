import { EventEmitter, once } from 'node:events'
import { expect, type Page } from '@playwright/test'
import { test } from './elements-page.ts'
import { openComponents } from './page.ts'

const ADA = 'ada@work.example'

/** Runs in the page: whether the menu stands at the end of its button, directly below or above it, inside the window. */
const PLACE = `(() => {
  const root = document.querySelector('alter-connected-accounts')?.shadowRoot ?? document
  const menu = root.querySelector('[role=menu]')?.getBoundingClientRect()
  const button = root.querySelector('[aria-expanded=true]')?.getBoundingClientRect()
  if (!menu || !button) return 'closed'
  const isRightToLeft = getComputedStyle(root.querySelector('[role=menu]')).direction === 'rtl'
  const near = (a, b) => Math.abs(a - b) < 1.5
  const isAtEnd = isRightToLeft ? near(menu.left, button.left) : near(menu.right, button.right)
  const isInside = menu.left >= 0 && menu.right <= document.documentElement.clientWidth &&
    menu.top >= 0 && menu.bottom <= document.documentElement.clientHeight
  const side = near(menu.top, button.bottom + 4) ? 'below' : near(menu.bottom, button.top - 4) ? 'above' : 'elsewhere'
  return [side, isAtEnd ? 'at its end' : 'beside it', isInside ? 'inside' : 'cut off'].join(', ')
})()`

const BELOW = 'below, at its end, inside'
const ABOVE = 'above, at its end, inside'

function expectPlace(page: Page, place: string, why: string): Promise<void> {
  return expect.poll(() => page.evaluate(PLACE), why).toBe(place)
}

async function openMenu(page: Page): Promise<void> {
  await page.getByRole('button', { name: `More for ${ADA}` }).click()
  await page.getByRole('menu').waitFor()
}

/** Runs in the page: what moves a button while its menu is open. */
const MOVES: Record<string, string> = {
  'the list is narrower': `document.querySelector('main').style.maxWidth = '420px'`,
  'something comes above it': `document.querySelector('h1').style.height = '160px'`,
  'its words are larger': `document.documentElement.style.fontSize = '20px'`,
  'it is moved without another size': `document.querySelector('main').style.transform = 'translate(40px, 12px)'`,
  'what scrolls around it is scrolled': `
    document.querySelector('main').style.cssText = 'max-width: 420px; height: 360px; overflow: auto';
    document.querySelector('main').scrollTop = 30`,
}

async function expectItFollows(page: Page): Promise<void> {
  for (const [move, script] of Object.entries(MOVES)) {
    await page.evaluate(script)
    await expectPlace(page, BELOW, move)
  }
  await page.locator('html').evaluate((root) => root.setAttribute('dir', 'rtl'))
  await page.setViewportSize({ width: 360, height: 740 })
  await expectPlace(page, BELOW, 'the window is narrower, and read from right to left')
  const button = page.getByRole('button', { name: `More for ${ADA}` })
  const { y = 0, height = 0 } = (await button.boundingBox()) ?? {}
  await page.setViewportSize({ width: 360, height: Math.ceil(y + height + 40) })
  await expectPlace(page, ABOVE, 'there is no room below it')
  await page.setViewportSize({ width: 360, height: 160 })
  await button.scrollIntoViewIfNeeded()
  await expect.poll(() => page.evaluate(PLACE), 'there is no room at all').toMatch(/inside$/)
  // As a screen reader does, which presses nothing.
  await page.getByRole('button', { name: 'More for less@ada.example' }).focus()
  await expect(page.getByRole('menu'), 'the focus is elsewhere').toHaveCount(0)
}

test('15.6 the menu of an account stays at its button, whatever moves: React', async ({ page, script }) => {
  await page.setViewportSize({ width: 1000, height: 740 })
  await openComponents(page, script)
  await openMenu(page)
  await expectItFollows(page)
})

test('15.6 the menu of an account stays at its button, whatever moves: the element', async ({
  page,
  elements,
}) => {
  await page.setViewportSize({ width: 1000, height: 740 })
  await elements.open()
  await openMenu(page)
  await expectItFollows(page)
})

test('15.6 the menu follows its button in a browser without anchors too', async ({ page, elements }) => {
  await page.addInitScript('CSS.supports = () => false')
  await page.setViewportSize({ width: 1000, height: 740 })
  await elements.open()
  await openMenu(page)
  await expectItFollows(page)
})

test('15.6 a menu asked for before its part is loaded comes in its look, at its button', async ({
  page,
  elements,
  elementScript,
}) => {
  const parts = [...elementScript].find(([, text]) => text.includes('[part=menu-item]'))
  if (!parts) throw new Error('The menu is part of the first content')
  const asked = new EventEmitter()
  const wanted = once(asked, 'go')
  await page.route(`https://app.test${parts[0]}`, async (route) => {
    await wanted
    await route.fallback()
  })
  // Routes that are added later are asked first.
  await elements.open()
  await page.getByRole('button', { name: `More for ${ADA}` }).click()
  asked.emit('go')
  await page.getByRole('menu').waitFor()
  await expect(page.getByRole('menu')).toHaveCSS('position', 'fixed')
  expect(await page.evaluate(PLACE)).toBe(BELOW)
})
