/** A text that depends on a number, by the language's own categories. */
export type Plural = { [Category in Intl.LDMLPluralRule]?: string } & {
  /** Any number that has no text of its own. */
  other: string
}

/** Puts the value in its place. */
export function fill(text: string, value: string): string {
  return text.replace(/{\w+}/, () => value)
}

/**
 * Puts words of ours in the place of a name. They begin with a capital at the start of the sentence, and Chinese words get
 * no spaces beside Chinese. The rest of the text may be the app's, and is not changed.
 */
export function fillWithWords(text: string, words: string): string {
  const place = /^\p{Script=Han}/u.test(words) ? CHINESE_PLACE : /\{\w+\}/
  return text.replace(place, (_, at: number) =>
    at > 0 ? words : words.charAt(0).toUpperCase() + words.slice(1),
  )
}

/** The place of a name, with the spaces between it and Chinese. */
const CHINESE_PLACE = /(?:(?<=\p{Script=Han}) +)?\{\w+\}(?: +(?=\p{Script=Han}))?/u

/** The text for a code, or for any other. */
export function wordsFor(texts: { other: string }, code: string): string {
  return new Map<string, string>(Object.entries(texts)).get(code) ?? texts.other
}

/** A sentence about a list, in the language's own plural and conjunction. */
export function countWords(texts: Plural, locale: string, items: string[]): string {
  return fill(pluralOf(texts, locale, items.length), new Intl.ListFormat(locale).format(items))
}

/** The form for a number. */
export function pluralOf(texts: Plural, locale: string, count: number): string {
  return texts[new Intl.PluralRules(locale).select(count)] ?? texts.other
}

/** The units in which people say a distance in time, the largest first, and their seconds. */
export const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** "5 minutes ago"; `now` in milliseconds since the epoch. */
export function ago(time: string, now: number, locale: string): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000)
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', Infinity]
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.floor(seconds / size), unit)
}
