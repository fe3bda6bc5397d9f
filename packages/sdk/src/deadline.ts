/** The time a call may take and the caller's own wish to stop, as one signal. */
export interface Deadline {
  signal: AbortSignal
  /** Milliseconds; 0 once over. */
  remaining(): number
  /** The promise, or a rejection with the signal's reason, whichever is first. */
  race<Value>(promise: Promise<Value>): Promise<Value>
  /** @throws the signal's reason when stopped before the milliseconds are over. */
  pause(milliseconds: number): Promise<void>
  /** Stops the clock; the caller's signal goes on to count for a body that is still being read. */
  clear(): void
}

/** @param expired what the signal's reason is once the milliseconds are over. */
export function startDeadline(
  milliseconds: number,
  outer: AbortSignal | undefined,
  expired: () => Error,
): Deadline {
  const end = performance.now() + milliseconds
  const clock = new AbortController()
  const timer = setTimeout(() => clock.abort(expired()), milliseconds)
  const signal = outer === undefined ? clock.signal : AbortSignal.any([outer, clock.signal])
  function race<Value>(promise: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      function stop() {
        return reject(signal.reason)
      }
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop, { once: true })
      promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
    })
  }
  return {
    signal,
    remaining: () => Math.max(0, end - performance.now()),
    race,
    pause: async (duration) => {
      let wake: NodeJS.Timeout | undefined
      const slept = new Promise<void>((resolve) => {
        wake = setTimeout(resolve, duration)
      })
      await race(slept).finally(() => clearTimeout(wake))
    },
    clear: () => clearTimeout(timer),
  }
}
