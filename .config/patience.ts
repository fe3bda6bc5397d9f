import { vi } from 'vitest'

/** How long tests wait for a condition. Milliseconds. */
const PATIENCE = 30_000

interface Waiting {
  timeout?: number
  interval?: number
}

// The default is a second, but a busy machine may need that to load a file. `expect.poll` has a setting for it.
const { waitFor, waitUntil } = vi
if (waitFor.name !== waitForLonger.name)
  Object.assign(vi, { waitFor: waitForLonger, waitUntil: waitUntilLonger })

function waitForLonger<Value>(
  callback: () => Value | Promise<Value>,
  options: number | Waiting = {},
): Promise<Value> {
  return waitFor(callback, patient(options))
}

function waitUntilLonger<Value>(
  callback: () => Value | Promise<Value>,
  options: number | Waiting = {},
): ReturnType<typeof waitUntil<Value>> {
  return waitUntil(callback, patient(options))
}

function patient(options: number | Waiting): Waiting {
  return { timeout: PATIENCE, ...(typeof options === 'number' ? { timeout: options } : options) }
}
