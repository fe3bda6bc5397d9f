import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

/** What one surface says in one language. */
const TEXTS = /\/languages\/[\w-]+\/(window|wallet)\.ts$/

/**
 * Writes out what a language says while the page is built: words that surfaces share cost a page as little as its own,
 * and what it does not say does not come with them.
 */
export function textsAsData(): Plugin {
  return {
    name: 'texts-as-data',
    async load(id) {
      if (!TEXTS.test(id)) return undefined
      const texts: object = await import(pathToFileURL(id).href)
      const lines = Object.entries(texts).map(
        ([name, value]) => `export const ${name} = ${JSON.stringify(value)}`,
      )
      return lines.join('\n')
    },
  }
}
