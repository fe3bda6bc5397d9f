import { en } from '@alter/connect/languages/en/wallet'
import { type LanguageFiles, loadLanguage } from '@alter/connect/languages/load-language'
import type { Texts } from '@alter/connect/languages/wallet-texts'
import type { Platform } from './platform.ts'

/** English is always there. */
const FILES: LanguageFiles<Texts> = {
  en: () => Promise.resolve(en),
  de: () => import('@alter/connect/languages/de/wallet').then(({ de }) => de),
  es: () => import('@alter/connect/languages/es/wallet').then(({ es }) => es),
  fr: () => import('@alter/connect/languages/fr/wallet').then(({ fr }) => fr),
  ja: () => import('@alter/connect/languages/ja/wallet').then(({ ja }) => ja),
  zh: () => import('@alter/connect/languages/zh-cn/wallet').then(({ zhCN }) => zhCN),
}

/** The first wanted language that the pages have, or English when it does not come. */
export async function loadTexts(
  wanted: readonly string[],
  platform: Pick<Platform, 'after'>,
): Promise<Texts> {
  return (await loadLanguage(FILES, wanted, platform)) ?? en
}
