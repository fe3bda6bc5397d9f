import { setTimeout as sleep } from 'node:timers/promises'

/** Wakes the requests that wait for news of an approval. */
export interface Waiting {
  /** Resolves on news from this process, on abort, and after a short time, because other processes may have news. */
  forNews(id: string, limit: number, signal: AbortSignal): Promise<void>
  notify(id: string): void
  /** Ends all waits. Later waits end at once. */
  close(): void
  /** Whether waiting has no use any more: who asks again and again would never stop. */
  isClosed: () => boolean
  size: () => number
}

/** How often a waiting request checks for changes by other processes. Milliseconds. */
const LOOK = 1000

export function createWaiting(): Waiting {
  const waiting = new Map<string, Set<AbortController>>()
  let closed = false
  return {
    async forNews(id, limit, signal) {
      if (closed) return
      const wake = new AbortController()
      const others = waiting.get(id) ?? new Set()
      waiting.set(id, others.add(wake))
      const either = AbortSignal.any([signal, wake.signal])
      await sleep(Math.min(limit, LOOK), undefined, { signal: either }).catch(() => undefined)
      others.delete(wake)
      if (others.size === 0 && waiting.get(id) === others) waiting.delete(id)
    },
    notify(id) {
      for (const wake of waiting.get(id) ?? []) wake.abort()
    },
    close() {
      closed = true
      for (const all of waiting.values()) for (const wake of all) wake.abort()
    },
    isClosed: () => closed,
    size: () => waiting.size,
  }
}
