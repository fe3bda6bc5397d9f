import { describe, expect, test, vi } from 'vitest'
import { createMockVault } from '../src/vault/vault.ts'
import { localStore } from '../src/world/local-store.ts'
import { emptyState } from '../src/world/state.ts'

/** One origin's `localStorage`, as far as the store uses it. */
function storage(): Storage {
  const items = new Map<string, string>()
  return {
    get length() {
      return items.size
    },
    key: (index) => [...items.keys()][index] ?? null,
    clear: () => items.clear(),
    removeItem: (key) => void items.delete(key),
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  }
}

describe('localStore', () => {
  test('shares its state between two pages of one origin', () => {
    const shared = storage()
    const app = localStore(shared, new EventTarget())
    const popup = localStore(shared, new EventTarget())
    app.write(emptyState('two-accounts'))
    expect(popup.read().scenario).toBe('two-accounts')
  })

  test('wakes at a change of its own and of another page', async () => {
    const page = new EventTarget()
    const store = localStore(storage(), page)
    const never = new AbortController()
    const own = store.changed(never.signal)
    store.write(emptyState('denied'))
    await own
    const others = store.changed(never.signal)
    page.dispatchEvent(new Event('storage'))
    await others
    const ended = store.changed(never.signal)
    never.abort()
    await ended
  })

  test('does not read what another version left behind', () => {
    const shared = storage()
    shared.setItem('alter-mock', JSON.stringify({ version: 0, scenario: 'denied' }))
    expect(localStore(shared, new EventTarget()).read()).toEqual(emptyState('success'))
  })
})

test('is not written by a vault that only looks', async () => {
  const store = localStore(storage(), new EventTarget())
  const vault = createMockVault(store)
  vault.reset('success')
  const place = { origin: 'https://app.example', page: 'https://app.example/sdk/oauth/connect' }
  const { session_token: token } = vault.mint({}, place)
  const write = vi.spyOn(store, 'write')
  await vault.result({ token }, 0)
  vault.grants(place.origin)
  vault.take('connections')
  expect(write).not.toHaveBeenCalled()
})
