import type { MockSession, MockState } from '../world/state.ts'
import type { Store } from '../world/store.ts'

/** Wakes the poll that waits for news of a session. A session has one waiting poll; a newer one replaces it. */
export interface Waiting {
  /**
   * Resolves when there is news for a poll: at once for news that it has not reported yet, otherwise after at most
   * `limit` milliseconds.
   */
  forNews(find: (state: MockState) => MockSession, limit: number): Promise<void>
}

export function createWaiting(store: Store): Waiting {
  const polls = new Map<string, AbortController>()
  const reported = new Map<string, number>()
  return {
    async forNews(find, limit) {
      const { id } = find(store.read())
      polls.get(id)?.abort()
      const poll = new AbortController()
      polls.set(id, poll)
      const over = AbortSignal.any([poll.signal, AbortSignal.timeout(limit)])
      let session = find(store.read())
      while (session.version === (reported.get(id) ?? 0) && !over.aborted) {
        await store.changed(over)
        session = find(store.read())
      }
      reported.set(id, session.version)
      if (polls.get(id) === poll) polls.delete(id)
    },
  }
}
