import { expect, type Page } from '@playwright/test'
import { faultsInEveryState, pointAt } from '../contrast.ts'
import { test } from './elements-page.ts'
import { openComponents } from './page.ts'

test.describe.configure({ mode: 'parallel' })

const LIST =
  '<alter-connect-button provider="google"></alter-connect-button><alter-connected-accounts></alter-connected-accounts>'

/** The menu of an account, its details, the question, and the way back, one after the other. */
async function throughTheMenu(page: Page, look: () => Promise<void>): Promise<void> {
  async function pick(item: string): Promise<void> {
    await page.getByRole('button', { name: 'More for ada@work.example' }).click()
    await look()
    await page.getByRole('menuitem', { name: item }).click()
    await look()
  }
  await pick('Details')
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await pick('Disconnect')
  await page.getByRole('group').getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('button', { name: 'Undo' }).waitFor()
  await look()
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`15 contrast of every state of the elements: ${colorScheme}`, async ({ page, elements }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await elements.open(LIST)
    await page.getByText('ada@work.example').waitFor()
    const pointer = await pointAt(page)
    expect(await pointer.on('rest')).toBeGreaterThan(6)
    async function look(): Promise<void> {
      expect.soft(await faultsInEveryState(page, pointer, 'main > *')).toEqual([])
    }
    await look()
    await throughTheMenu(page, look)
  })

  test(`15 contrast of every state of the React components: ${colorScheme}`, async ({ page, script }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openComponents(page, script)
    const pointer = await pointAt(page)
    async function look(): Promise<void> {
      const ours = '.alter-button, .alter-accounts, .alter-dialog'
      expect.soft(await faultsInEveryState(page, pointer, ours)).toEqual([])
    }
    await look()
    await throughTheMenu(page, look)
    // The picker, in the dialog.
    await page.getByRole('button', { name: 'Call' }).click()
    await page.getByRole('dialog').waitFor()
    await look()
  })
}

test('15 contrast: what it measures is what is seen', async ({ page, elements }) => {
  await elements.open('<button id="plain">Text</button>')
  const pointer = await pointAt(page)
  const css = [
    // Half white on black is #808080: 5.32. A quarter is #404040: 2.0.
    'color: rgb(255 255 255 / 50%); background: #000',
    'color: rgb(255 255 255 / 25%); background: #000',
  ]
  const faults: string[][] = []
  for (const rule of css) {
    await page.evaluate(`document.adoptedStyleSheets = [new CSSStyleSheet()];
      document.adoptedStyleSheets[0].insertRule('#plain { ${rule} }')`)
    faults.push(await faultsInEveryState(page, pointer, 'main'))
  }
  expect(faults[0]).toEqual([])
  expect(faults[1]).toContain('rest: button "Text": text 2.03')

  // A state is what the pointer, or the keyboard, brings about.
  await page.evaluate(
    "document.adoptedStyleSheets[0].replaceSync('#plain { color: #000; background: #fff } #plain:hover { color: #eee } " +
      "#plain:active { color: #fff } #plain:focus-visible { outline: 2px solid #ddd }')",
  )
  expect(await faultsInEveryState(page, pointer, 'main')).toEqual([
    'hover: button "Text": text 1.16',
    'pressed: button "Text": text 1.00',
    'focus: button "Text": ring 1.36',
  ])
})
