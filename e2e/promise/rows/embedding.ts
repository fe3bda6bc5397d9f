import { expect } from '@playwright/test'
import { openScriptTag, type Variant } from '../../script-tag.ts'
import { consent, type Row } from '../row.ts'

const NAMES: [Variant, string][] = [
  ['plain', 'The script tag: works under a strict CSP with Trusted Types, and sends its value with a form'],
  ['late', 'The script tag, loaded after the markup: works the same'],
]

export const embedding: Row[] = NAMES.map(([variant, name]) => ({
  name,
  async run({ browser }) {
    const tag = await openScriptTag()
    try {
      const page = await browser.open(tag.url(variant))
      const popup = await page.pressToOpen('Connect GitHub')
      await consent(popup, 'ada-lovelace')
      await page.sees('Connected ada-lovelace.')
      await popup.gone()
      await page.press('Save')
      await page.sees('Saved')
      expect(tag.sent).toEqual([[expect.stringMatching(/^[\da-f-]{36}$/)]])
      expect(tag.reports).toEqual([])
    } finally {
      await tag.close()
    }
  },
}))
