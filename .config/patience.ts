import { vi } from 'vitest'

/** Milliseconds. */
const PATIENCE = 15_000

// It gives up after a second, which a busy machine needs to load a file. `expect.poll` has a setting for it.
const { waitFor } = vi
if (waitFor.name !== waitForLonger.name) vi.waitFor = waitForLonger

function waitForLonger<Value>(
  callback: () => Value | Promise<Value>,
  options: number | { timeout?: number; interval?: number } = {},
): Promise<Value> {
  const given = typeof options === 'number' ? { timeout: options } : options
  return waitFor(callback, { timeout: PATIENCE, ...given })
}
