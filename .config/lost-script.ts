import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Stands in a page's document where {@link lostScript} puts its note. */
const PLACE = '<!-- lost script -->'

/**
 * Puts a note into a page's document: where the page's script does not come, the note appears after ten seconds. The
 * script takes it away first of all. Its style is `lost-script.css`.
 */
export function lostScript(): Plugin {
  const note = readFileSync(new URL('lost-script.html', import.meta.url), 'utf8')
  return {
    name: 'lost-script',
    transformIndexHtml(html) {
      if (!html.includes(PLACE)) throw new Error(`index.html has no ${PLACE}`)
      return html.replace(PLACE, note)
    },
  }
}
