import type { Locator } from '@playwright/test'

/** From a watch to a phone, in steps that meet each place where a line is broken. Pixels. */
export const NARROW = [260, 280, 300, 312, 320, 330, 340, 350, 360]

/** How many lines the text of an element has. */
export function linesOf(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const range = element.ownerDocument.createRange()
    range.selectNodeContents(element)
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size
  })
}
