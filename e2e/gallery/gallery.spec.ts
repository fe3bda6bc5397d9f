import { STATES } from '@alter/demo/gallery-states'
import { expect, type Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { overflow } from './overflow.ts'
import { test } from './test.ts'

/** Runs in the page: what it says of each state. */
const SAID = `Array.from(document.querySelectorAll('article'), (state) => [
  state.id,
  {
    title: state.querySelector('h3').textContent,
    says: state.querySelector('p').textContent,
    code: state.querySelector('code').textContent,
    frame: state.querySelector('iframe').title.replace(/^.*?, /, ''),
  },
])`

/** Answers all frames but these with nothing: each of them is the whole demo once more. */
async function withFrames(page: Page, ...live: string[]): Promise<void> {
  await page.route(/\/gallery\.html\?.*\bstate=/, (route) => {
    const state = new URL(route.request().url()).searchParams.get('state') ?? ''
    return live.includes(state) ? route.fallback() : route.fulfill({ contentType: 'text/html', body: '' })
  })
}

test('every state has a title, a sentence, its code and a frame, in which it is live', async ({
  page,
  mockedUrl,
}) => {
  await withFrames(page, 'button-idle')
  await page.goto(`${mockedUrl}gallery.html`)
  await expect(page.getByRole('article')).toHaveCount(STATES.size)
  const expected = [...STATES].map(([id, { title, says, code }]) => [id, { title, says, code, frame: title }])
  expect(await page.evaluate(SAID)).toEqual(expected)
  // One stands for all: a second one would load the whole demo again.
  const frame = page.frameLocator('#button-idle iframe')
  await expect(frame.getByRole('button', { name: 'Connect Google' })).toBeVisible()
})

test('a frame is live: the account that is picked is the one of the repeated call', async ({ openState }) => {
  const page = await openState('dialog-pick')
  await page.getByRole('button', { name: 'ada@home.example' }).click()
  await expect(page.getByRole('main').getByText('The backend answered with events.')).toBeVisible()
})

/** As on a busy machine, where the event that a dialog is closed comes late. */
const LATE_CLOSE = `(() => {
  const { close } = HTMLDialogElement.prototype
  HTMLDialogElement.prototype.close = function () { setTimeout(() => close.call(this), 30) }
})()`

test('what a state presses is never in the dialog of the state before', async ({ page, openState }) => {
  await page.addInitScript(LATE_CLOSE)
  await openState('dialog-scopes')
  await openState('dialog-connecting')
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Show window' })).toBeVisible()
})

test('language, theme, direction and width reach the frames, and the address', async ({
  page,
  mockedUrl,
}) => {
  await withFrames(page, 'button-idle')
  await page.goto(`${mockedUrl}gallery.html`)
  await page.getByLabel('Language').selectOption('Deutsch')
  await page.getByLabel('Theme').selectOption('Dark')
  await page.getByLabel('Direction').selectOption('Right to left')
  await page.getByLabel('Width').selectOption('320 px')
  await expect(page).toHaveURL(/\?lang=de&theme=dark&dir=rtl&width=320px$/)

  const frame = page.frameLocator('#button-idle iframe')
  await expect(frame.getByRole('button', { name: 'Google verbinden' })).toBeVisible()
  await expect(frame.locator('html')).toHaveAttribute('dir', 'rtl')
  await expect(frame.locator('html')).toHaveCSS('color-scheme', 'dark')
  await expect(page.locator('#button-idle iframe')).toHaveCSS('max-width', '320px')
  await page.reload()
  await expect(page.getByLabel('Language')).toHaveValue('de')
})

test('the page itself: axe finds nothing, nothing sticks out at 320 px, nothing leaves it', async ({
  page,
  mockedUrl,
}) => {
  const elsewhere: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(mockedUrl) && !url.startsWith('data:')) elsewhere.push(url)
  })
  await page.goto(`${mockedUrl}gallery.html`)
  await expect(page.getByLabel('Width')).toHaveValue('full')
  await page.frameLocator('#button-idle iframe').locator('html[data-ready]').waitFor()
  await page.setViewportSize({ width: 320, height: 740 })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  // WCAG 1.4.12; it is also what a wide font does.
  await page.addStyleTag({
    content: '* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }',
  })
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  expect(elsewhere).toEqual([])
  // What is in the frames is looked at state by state; axe would load itself into each of them.
  await page.locator('iframe').evaluateAll((frames) => {
    for (const frame of frames) frame.setAttribute('srcdoc', '')
  })
  expect(await findings(page, { frames: false })).toEqual([])
})
