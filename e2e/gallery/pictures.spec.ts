import { CHAPTERS } from '@alter/demo/gallery-states'
import { expect, type Page } from '@playwright/test'
import { KEY_STATES } from './key-states.ts'
import { whyNotHere, writeManifest } from './manifest.ts'
import { test } from './test.ts'

/** The component itself, by the id of its chapter, with which the ids of its states begin. */
const COMPONENT: Record<string, string> = {
  button: '.stage button',
  accounts: '.alter-accounts',
  picker: '.alter-picker',
  dialog: 'dialog',
  hook: '.stage-row',
}

test.use({ viewport: { width: 1024, height: 768 } })
// Many pages one after the other.
test.describe.configure({ timeout: 180_000 })

test.beforeEach(async ({ browser }, { config }) => {
  // As `pnpm pictures` asks.
  if (config.updateSnapshots === 'all') return writeManifest(browser.version())
  const reason = await whyNotHere(browser.version())
  if (reason === undefined) return
  const loud = `PICTURES ARE NOT COMPARED HERE: ${reason}`
  process.stderr.write(`\n${loud}\n`)
  test.skip(true, loud)
})

async function compare(page: Page, id: string, name: string): Promise<void> {
  const [chapter = ''] = id.split('-')
  await expect.soft(page.locator(COMPONENT[chapter] ?? '.stage')).toHaveScreenshot(`${name}.png`)
}

for (const { title, states } of CHAPTERS) {
  test(`${title}: every state looks as it did`, async ({ openState }) => {
    for (const id of Object.keys(states)) await compare(await openState(id, { theme: 'light' }), id, id)
  })
}

test('the key states look as they did in the dark', async ({ openState }) => {
  for (const id of KEY_STATES) await compare(await openState(id, { theme: 'dark' }), id, `${id}-dark`)
})

test('the key states look as they did at 360 px', async ({ page, openState }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  for (const id of KEY_STATES) await compare(await openState(id, { theme: 'light' }), id, `${id}-360`)
})
