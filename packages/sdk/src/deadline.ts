/** A timeout and the caller's own signal, combined into one signal. */
export interface Deadline {
  signal: AbortSignal
  /** Milliseconds that are left; 0 after the end. */
  remaining(): number
  /** Settles like the promise, or rejects with the signal's reason if that comes first. */
  race<Value>(promise: Promise<Value>): Promise<Value>
  /** @throws the signal's reason when aborted before the end */
  pause(milliseconds: number): Promise<void>
  /** Stops the timeout. The caller's signal still applies to a body that is being read. */
  clear(): void
}

/** @param expired creates the signal's reason at the timeout */
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

/** @throws TypeError for a timeout that no timer keeps */
export function checkTimeout(value: unknown): number {
  // A larger timeout would fire at once, because `setTimeout` takes at most 2^31 - 1.
  if (typeof value !== 'number' || !(value > 0) || value > 2_147_483_647) {
    throw new TypeError('timeout is not a time: pass milliseconds, more than 0 and less than 25 days.')
  }
  return value
}
