import type { PageSession, ProviderInfo } from '@alter/protocol'
import { sentence } from '@alter/connect/languages/sentences'
import type { Texts, TroubleText } from '@alter/connect/languages/window-texts'
import { type Plural, pluralOf } from '@alter/connect/words'
import type { Trouble } from './trouble.ts'

/** The text for a number, with the plural rules of the language. */
export function plural({ locale }: Texts, texts: Plural, count: number): string {
  return pluralOf(texts, locale, count)
}

/**
 * What an app will be able to do, in words: in the language, else in the operator's words, else in our English words,
 * else the scopes themselves.
 */
export function permissions(texts: Texts, { scopes, scope_labels, localized = {} }: ProviderInfo): string[] {
  const [language = ''] = texts.locale.split('-')
  // A scope may be called `constructor`, which every object has.
  const labels = new Map(
    Object.entries({
      ...localized['en']?.scope_labels,
      ...scope_labels,
      ...(localized[texts.locale] ?? localized[language])?.scope_labels,
    }),
  )
  const words = scopes.map((scope) => labels.get(scope) ?? scope)
  return words.length === 0 ? [texts.allowsAccount] : [...new Set(words)]
}

export function fieldLabel(texts: Texts, { localized = {}, fields }: ProviderInfo, name: string): string {
  const field = fields.find((one) => one.name === name)
  return localized[texts.locale]?.field_labels?.[name] ?? field?.label ?? name
}

/** What went wrong, and what to do about it. */
export function troubleText(texts: Texts, { code }: Trouble, session: PageSession | undefined): TroubleText {
  const [only, ...others] = session?.providers ?? []
  const { title, reason, next } = texts.trouble[code]
  const values = {
    app: session?.app.name ?? texts.theApp,
    provider: others.length === 0 && only !== undefined ? only.name : texts.theProvider,
  }
  return {
    title: sentence(texts.locale, title, values),
    reason: sentence(texts.locale, reason, values),
    next: sentence(texts.locale, next, values),
  }
}

/** Sentences joined as the language does it. */
export function sentences({ locale }: Texts, ...parts: string[]): string {
  const written = parts.filter((part) => part !== '')
  return written.join(locale === 'ja' || locale === 'zh-CN' ? '' : ' ')
}

/** Isolates the text direction of a name from the sentence around it. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`
}

/** The first letter as people see it. An emoji or a letter with accents counts as one. */
export function monogram(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return (first?.segment ?? '').toLocaleUpperCase()
}
