import { describe, expect, test } from 'vitest'
import { chooseLanguage, loadTexts } from '../src/language.ts'
import { en } from '@alter/connect/languages/en/wallet'
import { fr } from '@alter/connect/languages/fr/wallet'

const LANGUAGES = ['en', 'de', 'es', 'fr', 'ja', 'zh']

/** Every text with the way to it. */
function textsIn(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(Object(value)).flatMap(([name, inner]) => textsIn(inner, `${path}.${name}`))
}

/** The numbers that a language tells apart have one text each, or share the last. */
function withoutPlural(path: string): string {
  return path.replace(/\.(zero|one|two|few|many|other)$/, '')
}

function placesIn(text: string): string[] {
  return [...text.matchAll(/{\w+}/g)].map(([place]) => place).toSorted()
}

describe.each(LANGUAGES)('%s', (language) => {
  test('has every text, with the values of the English one', async () => {
    const texts = await loadTexts(language)
    const places = new Map(textsIn(en).map(([path, text]) => [withoutPlural(path), placesIn(text)]))
    const own = textsIn(texts)
    expect(new Set(own.map(([path]) => withoutPlural(path)))).toEqual(new Set(places.keys()))
    for (const [path, text] of own) {
      if (!path.endsWith('.one')) expect(placesIn(text), path).toEqual(places.get(withoutPlural(path)))
      expect(text.trim(), path).not.toBe('')
    }
  })

  test('says what the language counts with', async () => {
    const { locale, accounts } = await loadTexts(language)
    const { pluralCategories } = new Intl.PluralRules(locale).resolvedOptions()
    // Of millions only, in Spanish and French: nobody has as many accounts.
    const needed = pluralCategories.filter((category) => category !== 'many')
    expect(Object.keys(accounts).toSorted()).toEqual(needed.toSorted())
  })
})

test('French signs keep to the word before them', () => {
  for (const [path, text] of textsIn(fr)) {
    expect(text, path).not.toMatch(/ [?!;:»]|« /)
    expect(text, path).not.toMatch(/[\p{L}}][?!»]/u)
  }
})

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
