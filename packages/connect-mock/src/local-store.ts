import { emptyState, isMockState } from './state.ts'
import { once, type Store } from './store.ts'

/** State in `localStorage`: the app and the popup's page, each with a worker of its own, share it. */
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
      // The browser notifies the other pages, and not the one that wrote.
      changes.dispatchEvent(new Event('storage'))
    },
    changed: (signal) => once([changes, window], 'storage', signal),
  }
}
