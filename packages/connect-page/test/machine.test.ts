import { expect, test } from 'vitest'
import { transition } from '../src/machine.ts'
import type { Event, State, Visit } from '../src/state.ts'
import { connection, provider, session } from './browser.ts'

const visit: Visit = { session: session(), welcomed: false, tightening: {} }
const google = provider('google', 'Google')
const confirm: State = { status: 'confirm', visit, guard: 'closed' }
const choose: State = { status: 'choose', visit }

test.each<[string, State, Event]>([
  ['Continue before the page had attention', confirm, { type: 'continue' }],
  ['a provider that the session does not allow', choose, { type: 'choose', provider: 'evil' }],
  ['Done with nothing connected', choose, { type: 'done' }],
  ['an address to go to when nobody is leaving', confirm, { type: 'authorized', url: 'https://x.example' }],
  ['a session that nobody asked for', confirm, { type: 'session', session: session(), opener: 'present' }],
  ['Retry of what cannot pass', { status: 'stuck', trouble: { code: 'invalid_token' } }, { type: 'retry' }],
  ['Cancel when all is done', { status: 'connected', visit }, { type: 'cancel' }],
  ['being asked anew when all is done', { status: 'connected', visit }, { type: 'stale' }],
])('leaves the state as it is: %s', (_name, state, event) => {
  expect(transition(state, event)).toBe(state)
})

test('repeats what was tried when the trouble may have passed', () => {
  const leaving: State = { status: 'leaving', visit, provider: google, fields: { shop: 'x' } }
  const stuck = transition(leaving, { type: 'refused', trouble: { code: 'unreachable' } })
  expect(stuck).toMatchObject({ status: 'stuck', again: leaving })
  expect(transition(stuck, { type: 'retry' })).toBe(leaving)
})

test('finishes a picker that holds a grant', () => {
  const held: Visit = {
    session: session({ grants: [connection('google', 'ada')] }),
    welcomed: true,
    tightening: {},
  }
  expect(transition({ status: 'choose', visit: held }, { type: 'done' })).toEqual({
    status: 'finishing',
    visit: held,
  })
})

test('keeps a late welcome without running away from the user', () => {
  expect(transition(confirm, { type: 'welcomed' })).toEqual({
    ...confirm,
    visit: { ...visit, welcomed: true },
  })
})

test('does not take a trouble of the provider for one of its fields', () => {
  const shop = provider('shopify', 'Shopify', [{ name: 'shop', label: 'Shop' }])
  const leaving: State = { status: 'leaving', visit, provider: shop }
  function refuse(field: string): State {
    return transition(leaving, { type: 'refused', trouble: { code: 'provider_error', field } })
  }
  expect(refuse('shop').status).toBe('fields')
  expect(refuse('provider').status).toBe('stuck')
})
