import { vi } from 'vitest'

/** How long tests wait for a condition. Milliseconds. */
const PATIENCE = 30_000

// The default is a second, but a busy machine may need that to load a file. `expect.poll` has a setting for it.
const { waitFor } = vi
if (waitFor.name !== waitForLonger.name) vi.waitFor = waitForLonger

function waitForLonger<Value>(
  callback: () => Value | Promise<Value>,
  options: number | { timeout?: number; interval?: number } = {},
): Promise<Value> {
  const given = typeof options === 'number' ? { timeout: options } : options
  return waitFor(callback, { timeout: PATIENCE, ...given })
}
