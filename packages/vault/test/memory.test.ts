import { expect, test } from 'vitest'
import { createBounded } from '../src/bounded.ts'
import { startSoak } from './soak.ts'

test('W7: every cache tells its size', async () => {
  const soak = await startSoak(1)
  try {
    await soak.round()
    expect(Object.keys(await soak.caches()).toSorted()).toEqual([
      'API keys',
      'approvals waited for',
      'approved calls under way',
      'audit rows',
      'known delegations',
      'known grants',
      'leases waited for',
      'origins',
      'provider clients',
      'pseudonyms',
      'refreshes',
      'requests',
      'session versions',
      'user tokens',
      'waiting polls',
    ])
  } finally {
    await soak.close()
  }
})

test('W7: a full cache forgets what was not asked for the longest', () => {
  const cache = createBounded<number>({ entries: 2 })
  cache.set('one', 1)
  cache.set('two', 2)
  cache.get('one')
  cache.set('three', 3)
  expect([cache.get('one'), cache.get('two'), cache.get('three')]).toEqual([1, undefined, 3])
  expect(cache.size()).toBe(2)
})

test('W7: a cache is full of few values that are long, and never keeps one that is longer than itself', () => {
  const cache = createBounded<string>({ entries: 100, bytes: 10 })
  cache.set('one', 'a', 6)
  cache.set('two', 'b', 4)
  expect(cache.size()).toBe(2)
  cache.set('two', 'b', 5)
  expect([cache.get('one'), cache.get('two')]).toEqual([undefined, 'b'])
  cache.set('three', 'c', 11)
  expect([cache.get('two'), cache.get('three')]).toEqual(['b', undefined])
  cache.delete('two')
  cache.set('four', 'd', 10)
  expect(cache.get('four')).toBe('d')
})
