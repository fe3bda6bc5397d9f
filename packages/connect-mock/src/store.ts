import { emptyState, isMockState, type MockState } from './state.ts'

/** Where the mocked vault keeps its state. */
export interface Store {
  read(): MockState
  write(state: MockState): void
  /** Resolves at the next change, made here or by another page, and when the signal aborts. */
  changed(signal: AbortSignal): Promise<void>
}

/** State in memory, for Node. */
export function memoryStore(): Store {
  const changes = new EventTarget()
  let state = emptyState('success')
  return {
    read: () => structuredClone(state),
    write(next) {
      state = structuredClone(next)
      changes.dispatchEvent(new Event('change'))
    },
    changed: (signal) => once([changes], 'change', signal),
  }
}

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
      // The browser tells the other pages, and not the one that wrote.
      changes.dispatchEvent(new Event('storage'))
    },
    changed: (signal) => once([changes, window], 'storage', signal),
  }
}

function once(targets: EventTarget[], type: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController()
    const finish = (): void => {
      done.abort()
      resolve()
    }
    if (signal.aborted) finish()
    signal.addEventListener('abort', finish, { signal: done.signal })
    for (const target of targets) target.addEventListener(type, finish, { signal: done.signal })
  })
}
