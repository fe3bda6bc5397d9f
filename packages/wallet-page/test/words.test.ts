import { BLANK_LETTERS, type WalletApproval } from '@alter/protocol'
import { describe, expect, test } from 'vitest'
import { de } from '@alter/connect/languages/de/wallet'
import { en } from '@alter/connect/languages/en/wallet'
import { fr } from '@alter/connect/languages/fr/wallet'
import { approvalNews } from '../src/words/approval.ts'
import { byDay } from '../src/words/days.ts'
import { fill } from '@alter/connect/languages/sentences'
import { count, monogram } from '../src/words/fill.ts'
import { readJson, valuesIn } from '../src/words/json-tree.ts'
import { signInUrl } from '../src/words/sign-in-url.ts'
import { size } from '../src/words/size.ts'
import { distance, took } from '../src/words/time.ts'
import { visible } from '../src/words/visible.ts'

test('values go where they belong, and a value that looks like a place is a value', () => {
  expect(fill('{a} and {b}', { a: '{b}', b: 'B' })).toBe('{b} and B')
})

test('numbers are written and counted as the language does', () => {
  expect(count(en, en.accounts, 1)).toBe('1 account')
  expect(count(en, en.accounts, 12_345)).toBe('12,345 accounts')
  expect(count(de, de.accounts, 12_345)).toBe('12.345 Konten')
  // French counts 0 as one.
  expect(count(fr, fr.accounts, 0)).toBe('0 compte')
})

test('a letter is what people see as one', () => {
  expect([monogram('  éclair'), monogram('👩‍🚀 crew'), monogram('')]).toEqual(['É', '👩‍🚀', ''])
})

describe('times', () => {
  const now = Date.parse('2026-11-29T12:00:00Z')

  test.each([
    ['2026-11-29T11:59:30Z', 'now'],
    ['2026-11-29T12:00:30Z', 'now'],
    ['2026-12-02T13:00:00Z', 'in 3 days'],
    ['2026-11-29T11:58:10Z', '1 minute ago'],
    ['2026-11-29T09:00:00Z', '3 hours ago'],
    ['2026-11-28T11:00:00Z', 'yesterday'],
    ['2026-11-12T11:00:00Z', '2 weeks ago'],
    ['2026-12-09T13:00:00Z', 'in 10 days'],
    ['2024-11-01T00:00:00Z', '2 years ago'],
  ])('%s is %s', (iso, words) => {
    expect(distance(en, iso, now)).toBe(words)
  })

  test('how long a request took', () => {
    expect([took(en, 42), took(en, 1500)]).toEqual(['42 ms', '1.5 sec'])
  })

  test('rows fall into days in their order', () => {
    const rows = ['2026-11-29T12:00:00', '2026-11-29T08:00:00', '2026-11-28T20:00:00'].map((at, index) => ({
      activity_id: String(index),
      at: new Date(at).toISOString(),
      app_id: 'a',
      app_name: 'A',
      action: 'use' as const,
      outcome: 'ok' as const,
      duration_ms: 1,
    }))
    expect(byDay(rows).map(({ key, rows: { length } }) => [key, length])).toEqual([
      ['2026-11-29', 2],
      ['2026-11-28', 1],
    ])
  })
})

describe('what is sent', () => {
  test('JSON is shown as it was written: digits, order, and names that come twice', () => {
    expect(readJson('{"to":"a","n":12345678901234567890,"to":"b\\u202e","e":[],"o":{},"x":[1,"]"]}')).toEqual(
      {
        kind: 'object',
        entries: [
          { name: 'to', value: { kind: 'string', text: 'a' } },
          { name: 'n', value: { kind: 'literal', text: '12345678901234567890' } },
          { name: 'to', value: { kind: 'string', text: 'b\u202e' } },
          { name: 'e', value: { kind: 'array', items: [] } },
          { name: 'o', value: { kind: 'object', entries: [] } },
          {
            name: 'x',
            value: {
              kind: 'array',
              items: [
                { kind: 'literal', text: '1' },
                { kind: 'string', text: ']' },
              ],
            },
          },
        ],
      },
    )
  })

  test.each(['', '{', '{"a":}', '[1,]', 'hello', '[1] 2'])('%j is no JSON', (text) => {
    expect(readJson(text)).toBeUndefined()
  })

  test('JSON that is too deep is not formatted', () => {
    expect(readJson('['.repeat(100) + ']'.repeat(100))).toBeUndefined()
  })

  test('a string of a megabyte is taken apart at once', () => {
    const long = 'x'.repeat(1_000_000)
    expect(readJson(JSON.stringify({ long }))).toEqual({
      kind: 'object',
      entries: [{ name: 'long', value: { kind: 'string', text: long } }],
    })
  })

  test('values are counted', () => {
    const tree = readJson('{"a":[1,2],"b":null}')
    expect(tree === undefined ? 0 : valuesIn(tree)).toBe(5)
  })

  test('marks that hide or turn text are written out', () => {
    expect(visible('pay\u202Eeno\u200B ok\u0007')).toBe('pay⟨U+202E⟩eno⟨U+200B⟩ ok⟨U+0007⟩')
    expect(visible('a\u3164b\u2800')).toBe('a⟨U+3164⟩b⟨U+2800⟩')
    expect(visible(BLANK_LETTERS)).toMatch(/^(⟨U\+\w{4}⟩){8}$/)
    expect(visible('two\nlines\tand 👩‍🚀')).toBe('two\nlines\tand 👩‍🚀')
  })

  test('sizes', () => {
    expect([size(en, 12), size(en, 34_500), size(en, 1_000_000)]).toEqual(['12 byte', '34.5 kB', '1 MB'])
  })
})

test('an unknown outcome is not shown as a failure that sent nothing', () => {
  const approval: WalletApproval = {
    approval_id: '1',
    status: 'failed',
    failure: 'outcome_unknown',
    app: { app_id: 'a', name: 'A' },
    connection_id: 'c',
    provider: 'google',
    provider_name: 'Google',
    logo_url: '/logo.svg',
    account_identifier: 'ada',
    method: 'POST',
    host: 'api.example',
    path: '/',
    reason: 'why',
    created_at: '2026-11-29T12:00:00Z',
    expires_at: '2026-11-29T13:00:00Z',
  }
  expect(approvalNews(en, approval)).toContain('nobody knows what came of it')
  expect(approvalNews(en, { ...approval, failure: 'grant_revoked' })).toBe(
    'Approved, but it failed. It is not tried again.',
  )
})

test('a sign-in leads back to where the user wants to be', () => {
  expect(signInUrl('/wallet/sign-in?app=a', '/approvals/a&b', 'de')).toBe(
    '/wallet/sign-in?app=a&to=%2Fapprovals%2Fa%26b&locale=de',
  )
  expect(signInUrl('/wallet/sign-in?app=a', '/', 'de', 'ask')).toMatch(/&switch=1$/)
})
