import type { Readable } from 'node:stream'
import { ProblemError } from '../problem.ts'

/** How often a stream under way is checked, because another process may have revoked its grant. Milliseconds. */
const LOOK = 1000

/** How long a stream goes on when no check gets an answer, for example while the database restarts. Milliseconds. */
const UNSURE = 10_000

/** How long a check may take before another one begins beside it, on another connection. Milliseconds. */
const STALLED = 3000

/** Uploads that stream to the provider, and answers that stream back. Each may last longer than its permission. */
export interface Streams {
  /** Checks the streams of a grant at once. */
  check(grant: string): void
  /**
   * Checks a stream until it is stopped. The signal aborts with the problem that `authorize` throws, or when it was not
   * answered for 10 s.
   */
  watch(grant: string, authorize: () => Promise<void>): { signal: AbortSignal; stop: () => void }
}

export function createStreams(): Streams {
  const underWay = new Map<string, Set<() => void>>()
  return {
    check(grant) {
      for (const look of underWay.get(grant) ?? []) look()
    },
    watch(grant, authorize) {
      const cut = new AbortController()
      let lookingSince: number | null = null
      let sureAt = performance.now()
      let failure: unknown
      function end(reason: ProblemError): void {
        stop()
        cut.abort(reason)
      }
      function look(): void {
        const askedAt = performance.now()
        lookingSince = askedAt
        authorize()
          .then(
            () => (sureAt = Math.max(sureAt, askedAt)),
            (error: unknown) => {
              if (isRefusal(error)) end(error)
              failure = error
            },
          )
          .finally(() => {
            if (lookingSince === askedAt) lookingSince = null
          })
      }
      function tick(): void {
        const now = performance.now()
        if (now - sureAt > UNSURE) end(unsure(failure))
        // A database that answers slowly is not asked once more each second.
        else if (lookingSince === null || now - lookingSince > STALLED) look()
      }
      const timer = setInterval(tick, LOOK).unref()
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

/**
 * Breaks an answer off when it may no longer be passed on. The caller sees a connection that breaks, because the status
 * was sent before.
 * @param authorize throws the problem that tells why; it is kept as long as the answer, so it must not hold the body of
 *   the request
 */
export function cutAnswer(
  streams: Streams,
  { body, grant }: { body: Readable; grant: string },
  authorize: () => Promise<void>,
): void {
  // It never says a second time that it has closed.
  if (body.closed || body.destroyed) return
  const { signal, stop } = streams.watch(grant, authorize)
  signal.addEventListener('abort', () => body.destroy(signal.reason))
  body.on('error', () => undefined).once('close', stop)
}

function isRefusal(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.code !== 'unavailable'
}

function unsure(cause: unknown): ProblemError {
  return new ProblemError(
    'unavailable',
    'The vault could not check whether the grant is still valid: try again.',
    {},
    cause,
  )
}
