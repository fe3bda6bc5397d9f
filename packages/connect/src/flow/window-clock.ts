import type { Platform } from '../platform/browser.ts'
import type { Happening } from './state.ts'

/** Pause between two looks at the window, in milliseconds: an exit is reported within 300. */
const CHECK_EVERY = 200
/** After so many looks, 10 seconds, the vault is asked beside the window's messages. */
const SLOW_AFTER = 50

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
  let interval: number | undefined
  let checks = 0

  function stop(): void {
    platform.clearInterval(interval)
  }

  return {
    start() {
      stop()
      interval = platform.setInterval(() => {
        checkWindow()
        if (++checks % SLOW_AFTER === 0) send({ type: 'slow' })
      }, CHECK_EVERY)
    },
    stop,
  }
}
