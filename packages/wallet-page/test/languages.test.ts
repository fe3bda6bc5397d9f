import { expect, test } from 'vitest'
import { chooseLanguage, loadTexts } from '../src/language.ts'

test.each([
  [['de-AT', 'en'], 'de'],
  [['nl', 'fr-CA'], 'fr'],
  [['zh-TW'], 'zh'],
  [['nl', 'sv'], 'en'],
  [[], 'en'],
  [['__proto__', 'constructor'], 'en'],
])('who prefers %j reads %s', (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language)
})

test.each(['en', 'de', 'es', 'fr', 'ja', 'zh'])('%s is loaded where it is spoken', async (language) => {
  const { locale } = await loadTexts(language)
  expect(locale.split('-')[0]).toBe(language)
})
