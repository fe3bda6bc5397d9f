import type { Page } from '@playwright/test'

/** Runs in the page: names that do not stand where a text of the page's direction begins. */
const ASTRAY = `(() => {
  const astray = []
  let seen = 0
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) walk(element.shadowRoot)
      if (element.localName !== 'bdi' || !element.checkVisibility()) continue
      if (getComputedStyle(element).display === 'inline') continue
      seen += 1
      const range = document.createRange()
      range.selectNodeContents(element)
      const isRightToLeft = document.documentElement.dir === 'rtl'
      const edge = isRightToLeft ? 'right' : 'left'
      const box = element.getBoundingClientRect()[edge]
      const text = [...range.getClientRects()].map((rect) => rect[edge])
      const begins = isRightToLeft ? Math.max(...text) : Math.min(...text)
      const ends = isRightToLeft ? Math.min(...text) : Math.max(...text)
      if (Math.abs(begins - box) > 2 || (text.length > 1 && Math.abs(ends - box) > 12)) astray.push(element.textContent)
    }
  }
  walk(document)
  return seen > 0 ? astray : ['there is no name']
})()`

/** Names of accounts that do not stand where the words around them begin; each line of a long one counts. */
export function namesAstray(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(ASTRAY)
}
