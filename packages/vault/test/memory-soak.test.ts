import { expect, test } from 'vitest'
import { startSoak } from './soak.ts'

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
