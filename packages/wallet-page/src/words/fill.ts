import type { ComponentChildren } from 'preact'
import { fill } from '@alter/connect/languages/sentences'
import type { Texts } from '@alter/connect/languages/wallet-texts'
import type { Plural } from '@alter/connect/words'

/** Inserts elements into a text, such as a name that is isolated from the direction of the text. */
export function fillParts(text: string, values: Record<string, ComponentChildren>): ComponentChildren[] {
  return text.split(/({\w+})/).map((part) => {
    const name = /^{(\w+)}$/.exec(part)?.[1]
    return name === undefined ? part : (values[name] ?? part)
  })
}

/** The text for a number, with the plural rules and digits of the language. */
export function count({ locale }: Texts, texts: Plural, number: number): string {
  const text = texts[new Intl.PluralRules(locale).select(number)] ?? texts.other
  return fill(text, { count: new Intl.NumberFormat(locale).format(number) })
}

/** The first letter as people see it. An emoji or a letter with accents counts as one. */
export function monogram(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return (first?.segment ?? '').toLocaleUpperCase()
}
