import { CHAPTERS } from '@alter/demo/gallery-states'
import { expect } from '@playwright/test'
import { KEY_STATES } from './key-states.ts'
import { overflow } from './overflow.ts'
import { test } from './test.ts'

/** 320 px is WCAG's measure; 512 px is what 200 % zoom leaves of 1,024. */
const WIDTHS = [320, 512]

// Many states one after the other.
test.describe.configure({ timeout: 600_000 })

for (const { title, states } of CHAPTERS) {
  test(`${title}: nothing sticks out of any state at 320 px and at 200 % zoom`, async ({
    page,
    openState,
  }) => {
    await page.setViewportSize({ width: 320, height: 740 })
    for (const id of Object.keys(states)) {
      // The longest words.
      await openState(id, { lang: 'de' })
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 740 })
        for (const dir of ['ltr', 'rtl']) {
          await page.evaluate(`document.documentElement.dir = '${dir}'`)
          expect.soft(await overflow(page), `${id} at ${width} px, ${dir}`).toBeLessThanOrEqual(0)
        }
      }
    }
  })
}

/** Runs in the page: buttons that are seen and whose border is not. */
const BARE = `(() => {
  const bare = []
  let seen = 0
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) walk(element.shadowRoot)
      if (element.localName !== 'button' || !element.checkVisibility()) continue
      seen += 1
      const { borderTopColor, borderTopWidth } = getComputedStyle(element)
      if (borderTopWidth === '0px' || /^rgba\\(.*, 0\\)$/.test(borderTopColor)) bare.push(element.outerHTML)
    }
  }
  walk(document)
  return seen > 0 ? bare : ['there is no button']
})()`

test('forced colours: every button keeps a border', async ({ page, openState }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  for (const id of KEY_STATES) {
    await openState(id)
    expect.soft(await page.evaluate(BARE), id).toEqual([])
  }
})

/** Runs in the page: the edges of what stands in for a list, or of what turns. */
const EDGES = `(() => {
  const edges = []
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) walk(element.shadowRoot)
      if (element.matches('.alter-bone, [part~=bone]')) edges.push(getComputedStyle(element).borderTopStyle)
      if (!element.matches('[aria-busy=true]:is(button)')) continue
      for (const pseudo of ['::before', '::after']) {
        const style = getComputedStyle(element, pseudo)
        if (style.animationName === 'none') continue
        const colours = ['top', 'right', 'bottom', 'left'].map((side) => style['border-' + side + '-color'])
        edges.push(new Set(colours).size === 2 ? 'gap' : 'ring')
      }
    }
  }
  walk(document)
  return [...new Set(edges)]
})()`

test('forced colours: what loads can be seen, and what turns has a gap', async ({ page, openState }) => {
  await page.emulateMedia({ forcedColors: 'active' })
  for (const id of ['accounts-loading', 'element-accounts-loading'] as const) {
    await openState(id)
    expect.soft(await page.evaluate(EDGES), id).toEqual(['solid'])
  }
  for (const id of [
    'button-waiting',
    'accounts-connecting',
    'picker-working',
    'element-button-waiting',
    'element-accounts-connecting',
  ] as const) {
    await openState(id)
    expect.soft(await page.evaluate(EDGES), id).toEqual(['gap'])
  }
})
