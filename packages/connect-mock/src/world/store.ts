import { emptyState, type MockState } from './state.ts'

/** Stores the state of the mocked vault. */
export interface Store {
  read(): MockState
  write(state: MockState): void
  /** Resolves at the next change, here or in another page, and when the signal aborts. */
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

/** Resolves at the first event of one of the targets, and when the signal aborts. */
export function once(targets: EventTarget[], type: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = new AbortController()
    function finish(): void {
      done.abort()
      resolve()
    }
    if (signal.aborted) finish()
    signal.addEventListener('abort', finish, { signal: done.signal })
    for (const target of targets) target.addEventListener(type, finish, { signal: done.signal })
  })
}
