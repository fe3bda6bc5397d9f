import { expect } from '@playwright/test'
import { findings } from '../axe.ts'
import { expectNoteOfLostScript, LOST, lose } from '../lost-file.ts'
import { SELDOM } from '../seldom.ts'
import { BRAND, expectReadable, GOOGLE, lookOf, session, SHOP, show } from './connect-page-looks.ts'
import { test } from './test.ts'

// One of each kind of page; `connect-page-states.spec.ts` has all.
for (const name of [
  'confirm, in German',
  'choose among twenty',
  'consent to an agent',
  'fields, refused by the vault',
  'connected',
  'no answer, in a full-page flow',
]) {
  test(`Connect page, ${name}: axe finds nothing, light and dark, and nothing moves`, async ({
    page,
    embed,
  }) => {
    await expectReadable(page, embed.vaultUrl, lookOf(name))
  })
}

test('forced colours: each line of a list keeps its point', async ({ page, embed }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  await show(page, embed.vaultUrl, lookOf('consent to an agent'))
  const points = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.permissions > li')].map((line) => {
      const { borderTopWidth, borderTopColor } = getComputedStyle(line, '::before')
      return borderTopWidth + ' ' + borderTopColor
    })`,
  )
  expect(points.length).toBeGreaterThan(1)
  expect(new Set(points)).toEqual(new Set(['3px rgb(0, 0, 0)']))
})

test('the Connect page works with the keyboard alone, and shows where the focus is', async ({
  page,
  embed,
}) => {
  await show(page, embed.vaultUrl, {
    name: 'confirm',
    answers: { start: session({ providers: [GOOGLE, SHOP] }), authorize: 'never' },
    heading: 'Connect accounts to Daybreak',
  })
  async function reach(name: string, stops: number): Promise<void> {
    const button = page.getByRole('button', { name })
    await expect(button).toBeEnabled()
    for (let stop = 0; stop < stops; stop += 1) await page.keyboard.press('Tab')
    await expect(button).toBeFocused()
    await expect(button).toHaveCSS('outline-style', 'solid')
  }

  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await reach('Continue', 1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await reach('Shop', 2)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Your Shop account' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.type('Not A Shop')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This does not look right')).toBeVisible()
  await expect(page.getByLabel('Shop name')).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('my-shop')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Taking you to Shop…' })).toBeFocused()
})

/** Low windows: a phone held sideways, and what zoom leaves of a popup. */
const LOW = [
  [740, 360],
  [250, 350],
  [320, 256],
] as const

for (const look of ['fields, left empty', 'choose among twenty', 'consent to an agent']) {
  test(`15.1 ${look}: in a low window nothing that has the focus hides behind the actions`, async ({
    page,
    embed,
  }) => {
    await show(page, embed.vaultUrl, lookOf(look))
    for (const [width, height] of LOW) {
      await page.setViewportSize({ width, height })
      await page.getByRole('heading', { level: 1 }).focus()
      for (let stop = 0; stop < 8; stop += 1) {
        await page.keyboard.press('Tab')
        const isSeen = await page.evaluate<boolean>(`(() => {
          const { left, top, width, height } = document.activeElement.getBoundingClientRect()
          const hit = document.elementFromPoint(left + width / 2, Math.min(innerHeight - 1, top + height / 2))
          return document.activeElement === document.body || document.activeElement.contains(hit)
        })()`)
        expect(isSeen, `${width}×${height}, stop ${stop}`).toBe(true)
      }
    }
  })
}

test('15.1 an app whose name begins from right to left stands where the words below it stand', async ({
  page,
  embed,
}) => {
  await show(page, embed.vaultUrl, {
    name: 'from right to left',
    answers: { start: session({ app: { name: 'مفكرة Daybreak 🌅' } }) },
    heading: 'Connect Google to مفكرة Daybreak 🌅',
  })
  const starts = await page.locator('.who > *').evaluateAll((lines) =>
    lines.map((line) => {
      const text = line.ownerDocument.createRange()
      text.selectNodeContents(line)
      return Math.round(text.getBoundingClientRect().left)
    }),
  )
  expect(starts.length).toBeGreaterThan(1)
  expect(new Set(starts).size, String(starts)).toBe(1)
})

test('15.1 the page does not scroll where the card fits', async ({ page, embed }) => {
  for (const look of ['confirm', 'connected', 'denied', 'fields']) {
    await page.unrouteAll()
    await show(page, embed.vaultUrl, lookOf(look))
    for (const [width, height] of [
      [1440, 900],
      [500, 700],
      [360, 740],
    ] as const) {
      await page.setViewportSize({ width, height })
      const over = await page.evaluate<number>('document.documentElement.scrollHeight - innerHeight')
      expect(over, `${look} at ${width}×${height}`).toBeLessThanOrEqual(0)
    }
  }
})

test('15.3 a brand’s colour can be read on its button, hovered and pressed too, on light and on dark', async ({
  page,
  embed,
}) => {
  await show(page, embed.vaultUrl, {
    name: 'brand',
    answers: { start: session({ app: { name: 'Daybreak', brand: BRAND } }) },
    heading: 'Connect Google to Daybreak',
  })
  const button = page.getByRole('button', { name: 'Continue' })
  await expect(button).toBeEnabled()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await findings(page)).toEqual([])
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await findings(page, { only: 'colours' })).toEqual([])
    await button.hover()
    expect(await findings(page, { only: 'colours' })).toEqual([])
    await page.mouse.down()
    expect(await findings(page, { only: 'colours' })).toEqual([])
    await page.mouse.move(0, 0)
    await page.mouse.up()
  }
})

test.describe('13.7 a file that does not come', { tag: SELDOM }, () => {
  test.use({ locale: 'de-DE' })

  for (const how of LOST) {
    test(`a language (${how}): the page goes on in English`, async ({ page, embed }) => {
      await lose(page, '**/assets/de-*.js', how)
      await show(page, embed.vaultUrl, lookOf('confirm'))
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      await expect(page.getByRole('button', { name: 'Continue' })).toBeEnabled()
    })

    test(`the language of the session (${how}): the page goes on in the one it speaks`, async ({
      page,
      embed,
    }) => {
      await lose(page, '**/assets/fr-*.js', how)
      await show(page, embed.vaultUrl, {
        name: 'confirm',
        answers: { start: session({ locale: 'fr' }) },
        heading: 'Google mit Daybreak verbinden',
      })
    })
  }

  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    test(`the script (motion: ${reducedMotion}): after a while the page says so, and how to go on`, async ({
      page,
      embed,
    }) => {
      await page.emulateMedia({ reducedMotion })
      await expectNoteOfLostScript(page, `${embed.vaultUrl}/sdk/oauth/connect`)
    })
  }
})
