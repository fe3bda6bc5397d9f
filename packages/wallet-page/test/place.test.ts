import { expect, test } from 'vitest'
import { type Place, readPlace, writePlace } from '../src/place.ts'

const PLACES: [string, Place][] = [
  ['/', { page: 'home' }],
  ['/apps/acme', { page: 'app', id: 'acme' }],
  ['/apps/a%2Fb%3F', { page: 'app', id: 'a/b?' }],
  ['/connections/01J', { page: 'connection', id: '01J' }],
  ['/approvals/01K', { page: 'approval', id: '01K' }],
  ['/activity', { page: 'activity', filter: {} }],
  ['/activity?app=acme&from=2026-11-01', { page: 'activity', filter: { app: 'acme', from: '2026-11-01' } }],
  ['/data', { page: 'data' }],
]

test.each(PLACES)('the address %s names a page, and is made from it', (address, place) => {
  expect(readPlace(address)).toEqual(place)
  expect(writePlace(place)).toBe(address)
})

test.each(['', '/', '?app=acme', '/?app=acme'])('%j is the overview', (address) => {
  expect(readPlace(address)).toEqual({ page: 'home' })
})

test.each(['/apps', '/apps/a/b', '/apps/%E0%A4', '/nothing', '/nothing/1', '//evil.example'])(
  '%s is no page, and leads to the overview',
  (address) => {
    expect(readPlace(address)).toEqual({ page: 'nowhere' })
    expect(writePlace(readPlace(address))).toBe('/')
  },
)

test('only filters that there are come from the address', () => {
  expect(readPlace('/activity?outcome=denied&to=&evil=1')).toEqual({
    page: 'activity',
    filter: { outcome: 'denied' },
  })
})
