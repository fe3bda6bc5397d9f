import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Browser, session } from './browser.ts'

/** What becomes of the files of German and French. */
const files = vi.hoisted(() => ({ de: 'comes', fr: 'comes', arrive: (): void => undefined }))

async function load(name: 'de' | 'fr', real: () => Promise<object>): Promise<object> {
  const fate = files[name]
  if (fate === 'fails') throw new TypeError('Failed to fetch dynamically imported module')
  if (fate === 'is empty') return { [name]: undefined }
  if (fate === 'never comes') await new Promise<void>((resolve) => (files.arrive = resolve))
  return real()
}

let browser: Browser

beforeEach(() => {
  vi.resetModules()
  vi.doMock('@alter/connect/languages/de/window', (real) => load('de', real))
  vi.doMock('@alter/connect/languages/fr/window', (real) => load('fr', real))
  Object.assign(files, { de: 'comes', fr: 'comes' })
  browser = new Browser()
  browser.hasOpener = false
})

afterEach(() => browser.end())

function spoken(): string {
  return document.documentElement.lang
}

test('13.7 a language that never comes: the page goes on in English after four seconds', async () => {
  files.de = 'never comes'
  browser.languages = ['de']
  await browser.open()
  await browser.pass(3999)
  expect(browser.text).not.toContain('Acme')
  await browser.pass(1)
  await browser.pass(1000)
  expect(browser.heading).toBe('Connect Google to Acme')
  expect(spoken()).toBe('en')
})

test.each(['fails', 'is empty'])('13.7 a language that %s: the page goes on in English', async (fate) => {
  files.de = fate
  browser.languages = ['de']
  await browser.open()
  await expect.poll(() => browser.text).toContain('Acme')
  expect(spoken()).toBe('en')
})

test.each(['never comes', 'fails', 'is empty'])(
  '13.7 a language of the session that %s: the page goes on in the one it speaks',
  async (fate) => {
    files.fr = fate
    browser.languages = ['de']
    browser.answers.start = () => Response.json(session({ locale: 'fr' }))
    await browser.open()
    await expect.poll(spoken).toBe('de')
    if (fate === 'never comes') await browser.pass(4000)
    await expect.poll(() => browser.heading).toBe('Google mit Acme verbinden')
  },
)

test('13.7 a late language of the browser does not take the place of that of the session', async () => {
  files.de = 'never comes'
  browser.languages = ['de']
  browser.answers.start = () => Response.json(session({ locale: 'fr' }))
  await browser.open()
  await expect.poll(() => browser.heading).toBe('Connecter Google à Acme')
  files.arrive()
  await import('@alter/connect/languages/de/window')
  await browser.pass(4000)
  expect(spoken()).toBe('fr')
})
