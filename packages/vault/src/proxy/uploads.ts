import { ProblemError } from '../problem.ts'

/** How often an upload under way is checked, because another process may have revoked its grant. Milliseconds. */
const LOOK = 1000

/** Uploads that stream to the provider. Each may last longer than its permission. */
export interface Uploads {
  /** Checks the uploads of a grant at once. */
  check(grant: string): void
  /**
   * Checks an upload until it is stopped. The signal aborts when `authorize` throws, with the problem as its reason.
   */
  watch(grant: string, authorize: () => Promise<void>): { signal: AbortSignal; stop: () => void }
}

export function createUploads(): Uploads {
  const underWay = new Map<string, Set<() => void>>()
  return {
    check(grant) {
      for (const look of underWay.get(grant) ?? []) look()
    },
    watch(grant, authorize) {
      const cut = new AbortController()
      function look(): void {
        authorize().catch((error: unknown) => {
          stop()
          cut.abort(error instanceof ProblemError ? error : unsure(error))
        })
      }
      const timer = setInterval(look, LOOK).unref()
      const others = underWay.get(grant) ?? new Set()
      underWay.set(grant, others.add(look))
      function stop(): void {
        clearInterval(timer)
        others.delete(look)
        if (others.size === 0 && underWay.get(grant) === others) underWay.delete(grant)
      }
      return { signal: cut.signal, stop }
    },
  }
}

function unsure(cause: unknown): ProblemError {
  return new ProblemError(
    'unavailable',
    'The vault could not check whether the grant is still valid: try again.',
    {},
    cause,
  )
}
