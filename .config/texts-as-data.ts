import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

/** Files with the texts of one surface in one language. */
const TEXTS = /\/languages\/[\w-]+\/(window|wallet)\.ts$/

/**
 * Writes the texts of a language as data into the build. So texts that surfaces share cost no more than a page's own,
 * and unused texts are left out.
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
