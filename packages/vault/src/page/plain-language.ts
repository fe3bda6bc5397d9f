import { plainTexts } from '@alter/connect-page'

/** A language of the pages without a script. */
export type PlainLanguage = keyof typeof plainTexts

function isPlainLanguage(tag: string): tag is PlainLanguage {
  return Object.hasOwn(plainTexts, tag)
}

const LANGUAGES = Object.keys(plainTexts).filter(isPlainLanguage)

/**
 * The first of the wanted languages that these pages have.
 * @param ranges one language range, or several in the browser's order
 * @see RFC 9110 §12.5.4
 */
export function plainLanguage(ranges: string): PlainLanguage | undefined {
  for (const range of ranges.toLowerCase().slice(0, 200).split(',')) {
    const wanted = range.trim().split(/[-;]/)[0]
    const found = LANGUAGES.find((language) => language.toLowerCase().split('-')[0] === wanted)
    if (found) return found
  }
  return undefined
}
