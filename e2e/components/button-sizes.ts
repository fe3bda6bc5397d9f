import { expect, type Locator, type Page, type Route } from '@playwright/test'

export const LANGUAGES = ['en', 'de', 'es', 'fr', 'ja', 'zhCN'] as const
export type Language = (typeof LANGUAGES)[number]

/** A module that has the texts of every language, for a page that is bundled from the sources. */
export const LANGUAGE_IMPORTS = LANGUAGES.map((name) => {
  const entry = name === 'zhCN' ? 'zh-CN' : name
  return `import { ${name} } from '@alter/connect/${entry}'`
}).join('\n')

const ID = `${'0'.repeat(31)}1`
const SESSION = {
  session_token: `alter_cs_${ID}_${'s'.repeat(43)}`,
  connect_url: 'https://vault.test/connect',
}
const SUCCESS = {
  type: 'alter_connect_success',
  session: ID,
  grants: [{ grant_id: 'new', account_identifier: 'ada@work.example' }],
}

/** Left, top, width and height of a button by language, once for each state. */
export type Sizes = Map<Language, number[][]>

/**
 * Takes a connect button through all states of a flow, and measures it in every language.
 * @param element the element with `data-status`
 * @param speak changes the language of the page
 */
export async function measureStates(
  page: Page,
  element: Locator,
  button: Locator,
  speak: (language: Language) => Promise<void>,
): Promise<Sizes> {
  const sizes: Sizes = new Map(LANGUAGES.map((language) => [language, []]))
  const asked: Route[] = []
  let answer: (route: Route) => unknown = (route) => asked.push(route)
  await page.route('**/api/alter/session', (route) => answer(route))
  await page
    .context()
    .route('https://vault.test/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Connect</title>' }),
    )

  async function measure(status: string): Promise<void> {
    await expect(element).toHaveAttribute('data-status', status)
    for (const language of LANGUAGES) {
      await speak(language)
      sizes.get(language)?.push(await button.evaluate(placeOf))
    }
  }

  await measure('idle')
  const [popup] = await Promise.all([page.waitForEvent('popup'), button.click()])
  await measure('opening')
  await expect.poll(() => asked.length).toBe(1)
  await asked[0]?.fulfill({ json: SESSION })
  await measure('waiting')
  await popup.close()
  await measure('exit')

  answer = (minting) => minting.fulfill({ status: 500, json: { code: 'internal_error', detail: 'x' } })
  await button.click()
  await measure('error')

  await page.evaluate(() => {
    const { open } = Object(globalThis)
    Object.assign(globalThis, { open: () => null, reopen: open })
  })
  answer = (minting) => minting.fulfill({ json: SESSION })
  await button.click()
  await measure('blocked')

  await page.evaluate(() => Object.assign(globalThis, { open: Object(globalThis).reopen }))
  const [window] = await Promise.all([page.waitForEvent('popup'), button.click()])
  await window.waitForURL('https://vault.test/**')
  await window.evaluate((message) => {
    const { opener } = Object(globalThis)
    opener.postMessage(message, '*')
  }, SUCCESS)
  await measure('connected')
  return sizes
}

/** Laid out again, because Chromium keeps the shape of a tick whose text has changed to another script. */
function placeOf(button: object): number[] {
  interface Box {
    style: { display: string }
    getBoundingClientRect: () => { x: number; y: number; width: number; height: number }
  }
  const box: Box = Object(button)
  box.style.display = 'none'
  box.getBoundingClientRect()
  box.style.display = ''
  const { x, y, width, height } = box.getBoundingClientRect()
  return [x, y, width, height]
}

/** Every state of a language must equal its first. A browser may round to another 64th of a pixel. */
export function expectOneSize(sizes: Sizes): void {
  for (const [language, [first = [], ...others]] of sizes) {
    expect(others, language).toHaveLength(6)
    for (const other of others)
      for (const [index, value] of other.entries()) expect(value, language).toBeCloseTo(first[index] ?? 0, 1)
  }
}
