import { expect, type Locator, type Page } from '@playwright/test'
import { test } from './elements-page.ts'
import { openComponents } from './page.ts'

/** In place of what the page said before; a strict policy lets in no `<style>`. */
async function style(page: Page, css: string): Promise<void> {
  await page.evaluate(`{
    globalThis.said ??= new CSSStyleSheet()
    if (!document.adoptedStyleSheets.includes(said)) document.adoptedStyleSheets.push(said)
    said.replaceSync(${JSON.stringify(css)})
  }`)
}

/** What an app says of its button, and how its logo is to be then: a dark logo is one for a dark ground. */
const GROUNDS: [css: string, scheme: 'light' | 'dark'][] = [
  [':root { --alter-button-background: #24292f; --alter-button-text: #fff }', 'dark'],
  [':root { --alter-button-background: oklch(0.2 0.05 250); --alter-button-text: white }', 'dark'],
  [':root { --alter-button-background: color(display-p3 0.9 0.9 1) }', 'light'],
  // White on it is 5.2:1, black 4.0:1.
  [':root { --alter-button-background: #6b6b6b; --alter-button-text: #fff }', 'dark'],
  [':root { --alter-button-background: #808080; --alter-button-text: #000 }', 'light'],
  // A button without a ground of its own stands on that of the page.
  [':root { --alter-button-background: transparent } main { background: #111 }', 'dark'],
  [':root { --alter-button-background: rgb(255 255 255 / 10%) } main { background: #111 }', 'dark'],
  ['', 'light'],
]

async function expectToFollow(page: Page, logo: Locator): Promise<void> {
  for (const [css, scheme] of GROUNDS) {
    await style(page, css)
    await expect(logo, css).toHaveCSS('color-scheme', scheme)
  }
}

test('15.5 a logo is light or dark by what it stands on: the button of React', async ({ page, script }) => {
  // What tells of a change is no motion that anybody sees.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openComponents(page, script)
  await expectToFollow(page, page.locator('.alter-button > .alter-logo').first())
  await page.emulateMedia({ colorScheme: 'dark' })
  await style(page, ':root { --alter-button-background: #fff; --alter-button-text: #000 }')
  await expect(page.locator('.alter-button > .alter-logo').first()).toHaveCSS('color-scheme', 'light')
  await expect(page.locator('.alter-accounts .alter-logo').first()).toHaveCSS('color-scheme', 'dark')
})

test('15.5 a logo is light or dark by what it stands on: the elements', async ({ page, elements }) => {
  await elements.open(
    '<alter-connect-button base-path="/api/alter" provider="google"></alter-connect-button><alter-connected-accounts></alter-connected-accounts>',
  )
  const list = page.locator('alter-connected-accounts [part=logo]').first()
  await list.waitFor()
  await expectToFollow(page, page.locator('alter-connect-button [part=logo]'))
  await style(page, ':root { --alter-surface: #111; --alter-text: #eee }')
  await expect(list).toHaveCSS('color-scheme', 'dark')
  expect(elements.backend.refused).toEqual([])
})
