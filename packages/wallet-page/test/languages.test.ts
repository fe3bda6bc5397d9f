import { expect, test, vi } from 'vitest'
import { loadTexts } from '../src/language.ts'

test.each([
  [['de-AT', 'en'], 'de'],
  [['nl', 'fr-CA'], 'fr'],
  [['es'], 'es'],
  [['ja-JP'], 'ja'],
  [['zh-TW'], 'zh'],
  [['nl', 'sv'], 'en'],
  [[], 'en'],
  [['__proto__', 'constructor'], 'en'],
])('who prefers %j reads %s', async (wanted, language) => {
  const stop = vi.fn()
  const { locale } = await loadTexts(wanted, { after: () => stop })
  expect(locale.split('-')[0]).toBe(language)
  expect(stop).toHaveBeenCalledOnce()
})

test('13.7 a language that never comes: the pages speak English after four seconds', async () => {
  vi.resetModules()
  vi.doMock('@alter/connect/languages/de/wallet', () => new Promise(() => {}))
  const { loadTexts: load } = await import('../src/language.ts')
  const after = vi.fn((_ms: number, run: () => void) => {
    run()
    return () => {}
  })
  expect((await load(['de'], { after })).locale).toBe('en')
  expect(after).toHaveBeenCalledWith(4000, expect.any(Function))
  vi.doUnmock('@alter/connect/languages/de/wallet')
})
