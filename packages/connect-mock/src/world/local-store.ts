import { emptyState, isMockState } from './state.ts'
import { once, type Store } from './store.ts'

/** State in `localStorage`, which the app and the popup's page share, each with its own worker. */
export function localStore(storage: Storage = localStorage, window: EventTarget = globalThis): Store {
  const key = 'alter-mock'
  const changes = new EventTarget()
  return {
    read() {
      const kept: unknown = JSON.parse(storage.getItem(key) ?? 'null')
      return isMockState(kept) ? kept : emptyState('success')
    },
    write(next) {
      storage.setItem(key, JSON.stringify(next))
      // The browser notifies other pages, but not the one that wrote.
      changes.dispatchEvent(new Event('storage'))
    },
    changed: (signal) => once([changes, window], 'storage', signal),
  }
}
