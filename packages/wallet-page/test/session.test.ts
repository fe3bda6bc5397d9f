import type { SignedInWallet } from '@alter/protocol'
import { expect, test } from 'vitest'
import { type Session, updateSession } from '../src/session.ts'

const wallet: SignedInWallet = {
  signed_in: true,
  user: { label: 'ada' },
  expires_at: '2026-11-29T12:00:00Z',
  ends_at_issuer: false,
  apps: [],
  forgettable: [],
  sign_in: [],
}
const here: Session = { status: 'signed_in', wallet }
const ways = [{ url: '/wallet/sign-in?realm=1', apps: [{ app_id: 'a', name: 'A' }] }]

test('an answer of the vault says who is here', () => {
  expect(updateSession({ status: 'asking' }, { type: 'answered', wallet })).toEqual(here)
  expect(
    updateSession({ status: 'asking' }, { type: 'answered', wallet: { signed_in: false, sign_in: ways } }),
  ).toEqual({ status: 'signed_out', ways })
})

test('17 a sign-in that ends says so, also after the vault was asked how to sign in again', () => {
  const asking = updateSession(here, { type: 'ended' })
  expect(asking).toEqual({ status: 'asking', farewell: 'ended' })
  expect(updateSession(asking, { type: 'answered', wallet: { signed_in: false, sign_in: ways } })).toEqual({
    status: 'signed_out',
    ways,
    farewell: 'ended',
  })
})

test('17 signed out in another tab: signed out here', () => {
  expect(updateSession(here, { type: 'news', news: 'signed_out' })).toEqual({
    status: 'asking',
    farewell: 'left',
  })
})

test('signed in in another tab: the vault is asked again', () => {
  expect(updateSession({ status: 'signed_out', ways }, { type: 'news', news: 'signed_in' })).toEqual({
    status: 'asking',
  })
  expect(updateSession(here, { type: 'news', news: 'signed_in' })).toBe(here)
})

test('a missing answer does not sign the user out, and can be asked for again', () => {
  const trouble = { code: 'unreachable' } as const
  expect(updateSession(here, { type: 'refused', trouble })).toBe(here)
  const stuck = updateSession({ status: 'asking' }, { type: 'refused', trouble })
  expect(stuck).toEqual({ status: 'stuck', trouble })
  expect(updateSession(stuck, { type: 'retried' })).toEqual({ status: 'asking' })
})
