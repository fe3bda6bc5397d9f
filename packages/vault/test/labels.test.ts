import type { PageSession } from '@alter/protocol'
import { expect } from 'vitest'
import { custom } from '../src/providers/custom.ts'
import { learnValues } from '../src/providers/fill.ts'
import { vaultTest } from './fixtures.ts'
import { flowAt, plainProvider, tokens } from './plain-flow.ts'

const test = vaultTest(({ plainServer }) => ({
  app: { providers: { plain: plainProvider(plainServer, { scopes: [] }) } },
  vault: { allow_private_network: true },
})).extend('connectAs', ({ backend, plain }) => {
  return (account: unknown): Promise<PageSession> => {
    plain.answers['/account'] = () => ({ body: account })
    return flowAt(backend, plain).connect()
  }
})

test('W15: the labels of an account are one line of at most 200 characters', async ({
  backend,
  connectAs,
}) => {
  const long = `a\u202e\n\u0000${'b'.repeat(5000)}`
  await connectAs({ id: 7, username: long, name: long, email: `${'c'.repeat(5000)}@plain.example` })
  const [grant] = await backend.grantRows<Record<string, string>>('*')
  expect(grant?.['account_identifier']).toHaveLength(200)
  expect(grant?.['account_display_name']).toMatch(/^a b{198}$/)
  expect(grant?.['account_email']).toBeNull()
})

test.for([
  ['fillers of Hangul', '\u3164\u115f\u1160\uffa0'],
  ['a blank of Braille', '\u2800'],
  ['what joins graphemes', '\u034f'],
  ['tags', '\u{e0041}\u{e0001}'],
])('W6: a label of %s is none', async ([_name, username], { backend, connectAs }) => {
  await connectAs({ id: 7, username: `${username}`, name: `a${username}b\u2764\ufe0f` })
  expect(await backend.grantRows('account_identifier, account_display_name')).toEqual([
    { account_identifier: '7', account_display_name: 'ab\u2764\ufe0f' },
  ])
})

test.for<[string, object, string | null]>([
  ['is no word on', {}, 'ada@plain.example'],
  ['says yes', { email_verified: true }, 'ada@plain.example'],
  ['says yes as a text', { email_verified: 'true' }, 'ada@plain.example'],
  ['says no', { email_verified: false }, null],
  ['says no as a text', { email_verified: 'false' }, null],
  ['says nothing', { email_verified: null }, null],
  ['says no in Google’s other name', { verified_email: false }, null],
])('W6: an address at a provider, of which it %s', async ([_name, word, email], { backend, connectAs }) => {
  await connectAs({ id: 7, username: 'ada', email: 'ada@plain.example', ...word })
  expect(await backend.grantRows('account_email, account_identifier')).toEqual([
    { account_email: email, account_identifier: email ?? 'ada' },
  ])
})

test.for([
  ['longer than 255 characters', 'x'.repeat(256)],
  ['with a control character', 'x\u0000y'],
])('W15: an account id %s is refused, not cut', async ([_name, id], { backend, connectAs }) => {
  expect(await connectAs({ id, username: 'ada' })).toMatchObject({
    status: 'failed',
    error: 'provider_misconfigured',
  })
  expect(await backend.grantRows('id')).toEqual([])
})

test('W15: an account id of 255 characters is kept whole', async ({ backend, connectAs }) => {
  const id = 'x'.repeat(255)
  await connectAs({ id, username: 'ada' })
  expect(await backend.grantRows('account_id')).toEqual([{ account_id: id }])
})

test('W15: at most 200 scopes of at most 256 characters are kept', async ({ plain, backend, connectAs }) => {
  const scopes = Array.from({ length: 5000 }, (_, index) => `scope-${index}`)
  const scope = ['y'.repeat(257), 'z'.repeat(256), 'nul\u0000', ...scopes].join(' ')
  plain.answers['/token'] = () => ({ body: tokens({ scope }) })
  await connectAs({ id: 7, username: 'ada' })
  const [grant] = await backend.grantRows<{ scopes: string }>('scopes')
  expect(JSON.parse(grant?.scopes ?? '')).toEqual(['z'.repeat(256), ...scopes.slice(0, 199)])
})

test('W15: a value that a token response tells is at most 255 characters', () => {
  const entry = { ...custom, name: 'Plain', learned: { site: { from: 'site', pattern: /^(\w+)$/ } } }
  expect(learnValues(entry, { site: 'x'.repeat(256) })).toEqual({})
  expect(learnValues(entry, { site: 'x'.repeat(255) })).toEqual({ site: 'x'.repeat(255) })
})
