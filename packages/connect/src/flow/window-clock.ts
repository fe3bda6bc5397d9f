import type { Platform } from '../platform/browser.ts'
import type { Happening } from './state.ts'

/** Pause between two checks of the window, in milliseconds. An exit must be reported within 300. */
const CHECK_EVERY = 200
/**
 * After so many milliseconds the vault is asked too, and not only the window heard. It needs a timer of its own: browsers
 * slow down the checks of a page that the window hides, so they cannot be counted.
 */
const SLOW_AFTER = 10_000

/** The clock by which the window of a flow is checked. */
export interface WindowClock {
  start: () => void
  stop: () => void
}

export function createWindowClock(
  platform: Platform,
  checkWindow: () => void,
  send: (event: Happening) => void,
): WindowClock {
  let checking: number | undefined
  let waiting: number | undefined

  function stop(): void {
    platform.clearInterval(checking)
    platform.clearInterval(waiting)
  }

  return {
    start() {
      stop()
      checking = platform.setInterval(checkWindow, CHECK_EVERY)
      waiting = platform.setInterval(() => send({ type: 'slow' }), SLOW_AFTER)
    },
    stop,
  }
}
