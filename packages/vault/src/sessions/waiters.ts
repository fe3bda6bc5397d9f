import { setTimeout as sleep } from 'node:timers/promises'
import { createBounded, type WatchCache } from '../bounded.ts'
import type { Signals } from '../storage/signals.ts'

/**
 * Wakes the poll that waits for news of a session, from any vault process. A session has one waiting poll; a newer one
 * replaces it.
 */
export interface Waiters {
  notify(session: string): void
  /** Resolves on news, on a newer wait, on abort, and after `limit` milliseconds. */
  wait(session: string, limit: number, signal: AbortSignal): { woken: Promise<void>; stop: () => void }
  /** The version that the last poll received. If the session has a newer one, the next poll is answered at once. */
  received(session: string): number
  /** Records the version that a poll received. */
  markReceived(session: string, version: number): void
  /** Forgets the versions, so that the next polls are answered at once. */
  forget(): void
  close(): void
}

/** Sessions whose last poll is remembered. A poll of another session is answered at once. */
const MOST_REMEMBERED = 10_000

export function createWaiters(signals: Signals, watch: WatchCache): Waiters {
  const waiting = new Map<string, () => void>()
  const versions = createBounded<number>({ entries: MOST_REMEMBERED })
  watch('waiting polls', () => waiting.size)
  watch('session versions', versions.size)
  let closed = false
  function notifyAll(): void {
    for (const stop of waiting.values()) stop()
  }
  function notify(session: string): void {
    return waiting.get(session)?.()
  }
  signals.onSignal((topic) => (topic === null ? notifyAll() : notify(topic)))
  return {
    notify,
    wait(session, limit, signal) {
      waiting.get(session)?.()
      const controller = new AbortController()
      function stop(): void {
        return controller.abort()
      }
      waiting.set(session, stop)
      const either = AbortSignal.any([signal, controller.signal])
      const woken = sleep(closed ? 0 : limit, undefined, { signal: either })
        .catch(() => undefined)
        .finally(() => {
          if (waiting.get(session) === stop) waiting.delete(session)
        })
      return { woken, stop }
    },
    received: (session) => versions.get(session) ?? 0,
    markReceived: (session, version) => versions.set(session, version),
    forget: () => versions.clear(),
    close() {
      closed = true
      notifyAll()
    },
  }
}
