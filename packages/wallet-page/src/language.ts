import { en } from '@alter/connect/languages/en/wallet'
import type { Texts } from '@alter/connect/languages/wallet-texts'
import { type Cleanup, nothing, type Platform } from './platform.ts'

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

/**
 * How long a language has to load before the pages speak English. Milliseconds. A file can stay away for good: on a dead
 * connection, or behind a proxy that swallows it.
 */
const LANGUAGE_WITHIN = 4000

/** The texts of a language, or the English ones when they cannot be loaded in time. */
export async function loadTexts(language: string, platform: Pick<Platform, 'after'>): Promise<Texts> {
  let stopWaiting: Cleanup = nothing
  const late = new Promise<undefined>((resolve) => {
    stopWaiting = platform.after(LANGUAGE_WITHIN, () => resolve(undefined))
  })
  const texts = await Promise.race([LOADERS[language]?.().catch(() => undefined), late])
  stopWaiting()
  return texts ?? en
}
