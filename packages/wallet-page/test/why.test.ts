import { PROBLEM_STATUS, type VaultReason, type WalletActivity } from '@alter/protocol'
import { describe, expect, test } from 'vitest'
import { de } from '@alter/connect/languages/de/wallet'
import { en } from '@alter/connect/languages/en/wallet'
import { es } from '@alter/connect/languages/es/wallet'
import { fr } from '@alter/connect/languages/fr/wallet'
import { ja } from '@alter/connect/languages/ja/wallet'
import { zhCN } from '@alter/connect/languages/zh-cn/wallet'
import { causeOf, FAULTS, faultWords, reasonWords } from '../src/words/why.ts'

const LANGUAGES = [en, de, es, fr, ja, zhCN]
const named = { app_name: 'Daybreak', provider_name: 'Google' }

function row(changes: Partial<WalletActivity>): WalletActivity {
  return {
    ...named,
    activity_id: '1',
    at: '2026-11-29T12:00:00Z',
    app_id: 'daybreak',
    action: 'use',
    outcome: 'denied',
    duration_ms: 5,
    ...changes,
  }
}

/** As the audit may hold them: those of problems, those that end a session, and its own. */
const CODES = new Set([...Object.keys(PROBLEM_STATUS), ...Object.keys(FAULTS)])

describe.each(LANGUAGES.map((texts) => [texts.locale, texts] as const))('15.2 %s', (_locale, texts) => {
  test.each([...CODES])('the Wallet has words for %s', (code) => {
    const words = faultWords(texts, code, named)
    expect(words).not.toContain(code)
    expect(words).toMatch(/^\p{Lu}|^\p{Lo}/u)
    expect(words).toMatch(/[.。]$/)
    expect(words).not.toMatch(/[{}_]/)
    expect(causeOf(texts, row({ detail: code }))).toEqual({ text: words, code })
  })

  test.each<VaultReason>([
    'by the user, in the Wallet',
    'at the identity provider',
    'user deleted by the app',
    'user deleted at the identity provider',
    'given up by the agent',
    'alter-vault panic',
  ])('the vault’s own reason is in words: %s', (reason) => {
    expect(reasonWords(texts, reason, named)).not.toContain(reason)
  })
})

test('the code is read behind the request that it is about', () => {
  const detail = 'GET www.googleapis.com caller_left'
  expect(causeOf(en, row({ outcome: 'unknown', detail }))).toEqual({
    text: 'Nobody waited for the answer.',
    code: detail,
  })
})

test('a disconnection that the provider did not hear of says so', () => {
  const given = row({ action: 'revoke', outcome: 'ok', detail: 'provider: failed' })
  expect(causeOf(en, given)?.text).toBe('Google may still list Daybreak among those with access.')
})

test('a successful action has no cause', () => {
  expect(causeOf(en, row({ outcome: 'ok', detail: 'GET api.github.com 200' }))).toBeUndefined()
  expect(causeOf(en, row({}))).toBeUndefined()
})

test('a code that is newer than the page stays as it is, in marks that can be seen', () => {
  expect(faultWords(en, 'brand_new', named)).toBe('brand_new')
  expect(faultWords(en, 'toString', named)).toBe('toString')
  expect(faultWords(en, 'brand\u202E_new', named)).toBe('brand⟨U+202E⟩_new')
})

test('without a provider the words still make a sentence', () => {
  expect(faultWords(de, 'provider_unreachable', { app_name: 'Daybreak' })).toBe(
    'Der Anbieter hat nicht geantwortet.',
  )
})
