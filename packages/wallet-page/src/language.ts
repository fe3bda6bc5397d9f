import { en } from './languages/en.ts'
import type { Texts } from './texts.ts'

/** Each language is a file of its own, loaded where it is spoken; English is there for all. */
const LOADERS: Record<string, () => Promise<Texts>> = {
  en: () => Promise.resolve(en),
  de: () => import('./languages/de.ts').then(({ de }) => de),
  es: () => import('./languages/es.ts').then(({ es }) => es),
  fr: () => import('./languages/fr.ts').then(({ fr }) => fr),
  ja: () => import('./languages/ja.ts').then(({ ja }) => ja),
  zh: () => import('./languages/zh-cn.ts').then(({ zhCN }) => zhCN),
}

/** The first of the wanted languages that the pages speak; English, where they speak none of them. @see BCP 47 */
export function chooseLanguage(wanted: readonly string[]): string {
  const spoken = wanted.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')
  return spoken.find((language) => Object.hasOwn(LOADERS, language)) ?? 'en'
}

/** In English where the language cannot be had. */
export function loadTexts(language: string): Promise<Texts> {
  const load = LOADERS[language]
  return load === undefined ? Promise.resolve(en) : load().catch(() => en)
}
