import { CHAPTERS } from '@alter/demo/gallery-states'
import { expect, type Page } from '@playwright/test'
import { findings } from '../axe.ts'
import { contrastFaults, pointAt, type Pseudo } from '../contrast.ts'
import { POINTED_STATES } from './key-states.ts'
import { whyNotHere, writeManifest } from './manifest.ts'
import { test } from './test.ts'

/** Wide and light, narrow and dark: each is seen once, and so is every state in both themes. */
const LOOKS = [
  { theme: 'light', width: 800 },
  { theme: 'dark', width: 360 },
]

const PSEUDOS: Pseudo[] = ['rest', 'hover', 'pressed', 'focus']

// Many states one after the other.
test.describe.configure({ timeout: 600_000 })

let isComparable = true
test.beforeAll(async ({ browser }, { config }) => {
  // As `pnpm pictures` asks.
  if (config.updateSnapshots === 'all') return writeManifest(browser.version())
  const reason = await whyNotHere(browser.version())
  if (reason === undefined) return
  isComparable = false
  process.stderr.write(`\nPICTURES ARE NOT COMPARED HERE: ${reason}\n`)
})

/** Around all that a state shows, wherever on the page it is. */
const FRAME = `(() => {
  const shown = []
  const walk = (root) => {
    for (const element of root.querySelectorAll('.stage > :not(.visually-hidden), dialog, [popover]')) {
      if (element.checkVisibility()) shown.push(element.getBoundingClientRect())
    }
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) walk(element.shadowRoot)
  }
  walk(document)
  const edge = (side, most) => most(...shown.map((box) => box[side]))
  const x = Math.max(0, edge('left', Math.min) - 8)
  const y = Math.max(0, edge('top', Math.min) - 8)
  const width = Math.min(innerWidth, edge('right', Math.max) + 8) - x
  return { x: x + scrollX, y: y + scrollY, width, height: edge('bottom', Math.max) + 8 - y }
})()`

async function compare(page: Page, name: string): Promise<void> {
  if (!isComparable) return
  const clip: { x: number; y: number; width: number; height: number } = await page.evaluate(FRAME)
  // Where the rings of two items meet, Chromium draws a pixel or two in another way from run to run.
  await expect.soft(page).toHaveScreenshot(`${name}.png`, { clip, fullPage: true, maxDiffPixels: 4 })
}

for (const { title, states } of CHAPTERS) {
  for (const { theme, width } of LOOKS) {
    test(`15 ${title}: picture, contrast and axe of every state, ${theme}`, async ({ page, openState }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 768 })
      for (const id of Object.keys(states)) {
        await openState(id, { theme })
        const pointer = await pointAt(page)
        for (const pseudo of PSEUDOS) {
          if ((await pointer.on(pseudo)) === 0 && pseudo !== 'rest') continue
          expect.soft(await contrastFaults(page), `${id}, ${pseudo}`).toEqual([])
          if (pseudo === 'rest') await compare(page, `${id}-${theme}`)
          else if (POINTED_STATES.has(id)) await compare(page, `${id}-${theme}-${pseudo}`)
        }
        await pointer.on('rest')
        expect.soft(await findings(page, { only: theme === 'dark' ? 'colours' : 'all' }), id).toEqual([])
      }
    })
  }
}
