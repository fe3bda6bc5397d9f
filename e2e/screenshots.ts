// Takes the README's pictures of the running demo: `pnpm screenshots`.
import { mkdir } from 'node:fs/promises'
import { type Demo, startDemo } from '@alter/demo'
import { type Browser, chromium, type Page } from '@playwright/test'
import { findChromium } from './chromium.ts'
import { connect, mintLink, openPopup, signIn } from './demo.ts'

const folder = new URL('./pictures/', import.meta.url).pathname
const WIDE = { width: 1440, height: 900 }
const NARROW = { width: 360, height: 740 }
const POPUP = { width: 500, height: 700 }

async function shoot(page: Page, name: string, viewport = WIDE): Promise<void> {
  await page.setViewportSize(viewport)
  await page.evaluate('document.activeElement?.blur()')
  await page.evaluate(
    'Promise.all([document.fonts.ready, ...[...document.images].map((image) => image.decode())])',
  )
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' })
  process.stdout.write(`${name}.png\n`)
}

async function walk(browser: Browser, demo: Demo, colorScheme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({ colorScheme, viewport: WIDE, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(demo.url)
  await shoot(page, `landing-${colorScheme}`)
  await signIn(page, demo, colorScheme === 'light' ? 'Ada Lovelace' : 'Grace Hopper')
  await shoot(page, `start-${colorScheme}`)

  const popup = await openPopup(page, 'Connect Google')
  await popup.getByRole('button', { name: 'ada@work.example' }).waitFor()
  await shoot(popup, `provider-${colorScheme}`, POPUP)
  await popup.close()
  // A reload before it is noticed would leave a flow that goes on without its window.
  await page.getByRole('button', { name: 'Connect Google' }).waitFor()
  await page.reload()

  await connect(page, 'Connect Google', 'ada@work.example')
  await page.getByRole('button', { name: 'Call the API' }).click()
  await page.getByRole('list', { name: 'Calls' }).waitFor()
  await shoot(page, `demo-${colorScheme}`)
  await shoot(page, `demo-narrow-${colorScheme}`, NARROW)

  await page.setViewportSize(WIDE)
  await connect(page, 'Add another Google', 'ada@home.example')
  await page.getByRole('button', { name: 'Call the API' }).click()
  await page.getByRole('group', { name: 'Which Google account?' }).waitFor()
  await shoot(page, `picker-${colorScheme}`)

  const link = await context.newPage()
  await link.goto(await mintLink(page))
  await link.getByRole('button', { name: 'Continue' }).waitFor()
  await shoot(link, `confirm-${colorScheme}`, POPUP)
  await context.close()
}

await mkdir(folder, { recursive: true })
const demo = await startDemo({ log: 'fatal' })
const executablePath = findChromium()
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  for (const colorScheme of ['light', 'dark'] as const) await walk(browser, demo, colorScheme)
} finally {
  await browser.close()
  await demo.close()
}
