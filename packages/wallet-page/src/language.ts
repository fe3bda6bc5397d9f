import { en } from '@alter/connect/languages/en/wallet'
import type { Texts } from '@alter/connect/languages/wallet-texts'

/** Each language is a file that is loaded when it is used. English is always there. */
const LOADERS: Record<string, () => Promise<Texts>> = {
  en: () => Promise.resolve(en),
  de: () => import('@alter/connect/languages/de/wallet').then(({ de }) => de),
  es: () => import('@alter/connect/languages/es/wallet').then(({ es }) => es),
  fr: () => import('@alter/connect/languages/fr/wallet').then(({ fr }) => fr),
  ja: () => import('@alter/connect/languages/ja/wallet').then(({ ja }) => ja),
  zh: () => import('@alter/connect/languages/zh-cn/wallet').then(({ zhCN }) => zhCN),
}

/** The first wanted language that the pages have, or else English. @see BCP 47 */
export function chooseLanguage(wanted: readonly string[]): string {
  const spoken = wanted.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')
  return spoken.find((language) => Object.hasOwn(LOADERS, language)) ?? 'en'
}

/** Falls back to English when the language cannot be loaded. */
export function loadTexts(language: string): Promise<Texts> {
  const load = LOADERS[language]
  return load === undefined ? Promise.resolve(en) : load().catch(() => en)
}
