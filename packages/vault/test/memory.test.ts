import { expect, test } from 'vitest'
import { createBounded } from '../src/bounded.ts'
import { addressRule } from '../src/outbound/address.ts'
import { createOutbound } from '../src/outbound/outbound.ts'
import { createProviderClients } from '../src/providers/client.ts'
import { resolveProvider } from '../src/providers/provider.ts'
import { refreshTokens } from '../src/providers/refresh.ts'
import { listen } from './server.ts'
import { startSoak } from './soak.ts'
import { usedHeap } from './used-heap.ts'

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

test('W7: a refresh leaves nothing behind until its time would be over', async () => {
  const body = '{"access_token":"a","token_type":"bearer"}'
  const server = await listen((_request, response) => response.end(body))
  const outbound = createOutbound(addressRule(true), 60_000)
  try {
    const url = `http://127.0.0.1:${server.port}`
    const endpoints = { authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token` }
    const provider = resolveProvider('plain', { client_id: 'a', client_secret: 'b', ...endpoints }, {})
    if ('message' in provider) throw new Error(provider.message)
    const client = await createProviderClients(outbound, Date.now, () => undefined)(provider)
    const grown: number[] = []
    let before = await usedHeap()
    for (let round = 0; round < 4; round += 1) {
      for (let count = 0; count < 300; count += 1) await refreshTokens(provider, client, 'r', [])
      const after = await usedHeap()
      grown.push((after - before) / 300)
      before = after
    }
    // What is compiled or loaded once stays too, but not in each round.
    expect(Math.min(...grown)).toBeLessThan(400)
  } finally {
    await outbound.close()
    await server.close()
  }
})
