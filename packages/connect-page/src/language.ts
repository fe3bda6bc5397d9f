import { en } from '@alter/connect/languages/en/window'
import type { Texts } from '@alter/connect/languages/window-texts'

/** Each language is a file that is loaded when it is used. English is always there. */
const LOADERS: Record<string, () => Promise<Texts>> = {
  en: () => Promise.resolve(en),
  de: () => import('@alter/connect/languages/de/window').then(({ de }) => de),
  es: () => import('@alter/connect/languages/es/window').then(({ es }) => es),
  fr: () => import('@alter/connect/languages/fr/window').then(({ fr }) => fr),
  ja: () => import('@alter/connect/languages/ja/window').then(({ ja }) => ja),
  zh: () => import('@alter/connect/languages/zh-cn/window').then(({ zhCN }) => zhCN),
}

/** The first wanted language that the page has, or else English. @see BCP 47 */
export function chooseLanguage(wanted: readonly string[]): string {
  const spoken = wanted.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')
  return spoken.find((language) => Object.hasOwn(LOADERS, language)) ?? 'en'
}

/** The texts of a language; `undefined` when they cannot be loaded. */
export async function loadTexts(language: string): Promise<Texts | undefined> {
  return LOADERS[language]?.().catch(() => undefined)
}
