import { en } from '@alter/connect/languages/en/window'
import { type LanguageFiles, loadLanguage } from '@alter/connect/languages/load-language'
import type { Texts } from '@alter/connect/languages/window-texts'
import type { Platform } from './platform.ts'

/** English is always there. */
const FILES: LanguageFiles<Texts> = {
  en: () => Promise.resolve(en),
  de: () => import('@alter/connect/languages/de/window').then(({ de }) => de),
  es: () => import('@alter/connect/languages/es/window').then(({ es }) => es),
  fr: () => import('@alter/connect/languages/fr/window').then(({ fr }) => fr),
  ja: () => import('@alter/connect/languages/ja/window').then(({ ja }) => ja),
  zh: () => import('@alter/connect/languages/zh-cn/window').then(({ zhCN }) => zhCN),
}

/** The first wanted language that the page has; `undefined` when it does not come. */
export function loadTexts(
  wanted: readonly string[],
  platform: Pick<Platform, 'after'>,
): Promise<Texts | undefined> {
  return loadLanguage(FILES, wanted, platform)
}
