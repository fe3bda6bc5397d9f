import { expect, type Locator, mergeTests, type Page } from '@playwright/test'
import { contrastOf } from './contrast.ts'
import { test as elementTest } from './elements-page.ts'
import { openComponents, test as reactTest } from './page.ts'

const test = mergeTests(reactTest, elementTest)

const LIST =
  '<alter-connect-button provider="google"></alter-connect-button><alter-connected-accounts></alter-connected-accounts>'

/** What a button's text and focus ring lack, in each state that a pointer or a key brings about. */
async function faultsOf(page: Page, button: Locator, name: string): Promise<string[]> {
  const faults: string[] = []
  async function look(state: string): Promise<void> {
    const { text, ring } = await contrastOf(button)
    if (text < 4.5) faults.push(`${name}, ${state}: text ${text.toFixed(2)}`)
    if (ring !== undefined && ring < 3) faults.push(`${name}, ${state}: ring ${ring.toFixed(2)}`)
  }
  await look('at rest')
  await button.hover()
  await look('hover')
  await page.mouse.down()
  await look('pressed')
  // Let go elsewhere: nothing shall come of it.
  await page.mouse.move(0, 0)
  await page.mouse.up()
  await button.focus()
  await page.keyboard.press('Shift')
  await look('focus')
  return faults
}

async function allFaults(page: Page, buttons: Locator): Promise<string[]> {
  const faults: string[] = []
  for (const button of await buttons.all()) {
    const name = (await button.getAttribute('aria-labelledby')) ?? (await button.innerText())
    faults.push(...(await faultsOf(page, button, name)))
  }
  return faults
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`15 contrast of every state of the elements: ${colorScheme}`, async ({ page, elements }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await elements.open(LIST)
    await page.getByText('ada@work.example').waitFor()
    const buttons = page.getByRole('main').getByRole('button')
    expect(await buttons.count()).toBeGreaterThan(6)
    expect(await allFaults(page, buttons)).toEqual([])
    await page.getByRole('button', { name: 'More for ada@home.example' }).click()
    for (const item of await page.getByRole('menuitem').all()) {
      await item.hover()
      expect((await contrastOf(item)).text).toBeGreaterThanOrEqual(4.5)
    }
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    expect(await allFaults(page, page.getByRole('group').getByRole('button'))).toEqual([])
  })

  test(`15 contrast of every state of the React components: ${colorScheme}`, async ({ page, script }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await openComponents(page, script)
    expect(await allFaults(page, page.getByRole('region').getByRole('button'))).toEqual([])
    expect(await allFaults(page, page.locator('.alter-button'))).toEqual([])
    await page.getByRole('button', { name: 'More for ada@work.example' }).click()
    for (const item of await page.getByRole('menuitem').all()) {
      await item.hover()
      expect((await contrastOf(item)).text).toBeGreaterThanOrEqual(4.5)
    }
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    expect(await allFaults(page, page.getByRole('group').getByRole('button'))).toEqual([])
  })
}

test('15 contrast: what it measures is what is seen', async ({ page, elements }) => {
  await elements.open('<button id="plain">Text</button>')
  const button = page.locator('#plain')
  await button.evaluate((one) => {
    Object.assign(Object(one).style, { color: 'rgb(255 255 255 / 50%)', backgroundColor: '#000' })
  })
  // Half white on black is #808080.
  expect((await contrastOf(button)).text).toBeCloseTo(5.32, 1)
})
