import { expect, test, vi } from 'vitest'
import { createBounded } from '../src/bounded.ts'
import { startSoak } from './soak.ts'

vi.setConfig({ testTimeout: 180_000 })

const PARTS = 4
/** Rounds of a part; a round is eight requests. */
const ROUNDS = 300
/** What a round may leave behind, in the noise of the collector. An authorization once left 2200. Bytes. */
const MOST_LEFT = 500

test('W7: connects, uses, refusals and failures leave nothing in memory', async () => {
  const soak = await startSoak(20)
  try {
    const growths: number[] = []
    let before = Number.NaN
    for (let part = 0; part <= PARTS; part += 1) {
      for (let round = 0; round < ROUNDS; round += 1) await soak.round()
      const heap = await soak.heap()
      if (part > 0) growths.push((heap - before) / ROUNDS)
      before = heap
    }
    // What is kept for ever grows in every part; what Node compiles, in some.
    expect(Math.min(...growths)).toBeLessThan(MOST_LEFT)
    const caches = await soak.caches()
    expect(caches['known grants']).toBe(20)
    expect(caches['user tokens']).toBe(20)
    expect(caches['provider clients']).toBe(1)
    expect(caches['origins']).toBeLessThan(4)
    expect(caches['session versions']).toBe(0)
  } finally {
    await soak.close()
  }
})

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
