import type { Platform, Popup } from '../platform/browser.ts'
import type { Happening } from './state.ts'

/** Pause between two looks at the window, in milliseconds: an exit is reported within 300. */
const CHECK_EVERY = 200
/** After so many looks, 10 seconds, the vault is asked beside the window's messages. */
const SLOW_AFTER = 50

/** The window of a flow, and the clock by which it is checked. */
export interface WindowWatch {
  /** Missing where this page itself shows the Connect page, and where the window is out of sight. */
  window: Popup | undefined
  startClock: () => void
  /** Checks the window now, and not only with the next turn of the clock. */
  checkWindow: () => void
  /** Lets go of the window, which the next flow may have, and stops the clock. */
  takeWindow: () => Popup | undefined
}

export function watchWindow(platform: Platform, send: (event: Happening) => void): WindowWatch {
  let interval: number | undefined
  let checks = 0

  const watch: WindowWatch = {
    window: undefined,
    startClock() {
      platform.clearInterval(interval)
      interval = platform.setInterval(() => {
        watch.checkWindow()
        if (++checks % SLOW_AFTER === 0) send({ type: 'slow' })
      }, CHECK_EVERY)
    },
    checkWindow: () => send({ type: 'windowChecked', isClosed: !!watch.window?.closed }),
    takeWindow() {
      const { window } = watch
      watch.window = undefined
      platform.clearInterval(interval)
      return window
    },
  }
  return watch
}
