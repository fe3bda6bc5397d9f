import { ConnectError } from './errors.ts'

/** Ends what it was returned for; calling it again does nothing. */
export type Cleanup = () => void

/** A window that this page opened; every `Window` is one. */
export interface Popup {
  /** `true` also when the browser cut the window off (Cross-Origin-Opener-Policy). */
  readonly closed: boolean
  readonly location: { replace(url: string): void }
  close(): void
  focus(): void
  postMessage(message: unknown, targetOrigin: string): void
}

export interface PlatformMessage {
  data: unknown
  origin: string
  source: unknown
}

/** All that the widget asks of its surroundings. Tests hand in their own. */
export interface Platform {
  /**
   * Opens an empty window over the page; `null` when blocked.
   * @throws {ConnectError} `unsupported_environment` on a server and in a worker
   */
  open(): Popup | null
  /** Whether the page has the keyboard focus. */
  focused(): boolean
  /** Wall clock, in milliseconds. */
  now(): number
  /** Calls once, after so many milliseconds. */
  after(milliseconds: number, callback: () => void): Cleanup
  fetch(url: string, init: RequestInit): Promise<Response>
  onMessage(handler: (message: PlatformMessage) => void, signal: AbortSignal): void
  /** The page may have been away: it is focused, shown, online or out of the browser's cache again. */
  onWake(handler: () => void, signal: AbortSignal): void
  /** Reports what a handler of the app threw. */
  report(error: unknown): void
  debug(...values: unknown[]): void
}

const WIDTH = 500
const HEIGHT = 700

export const browserPlatform: Platform = {
  open() {
    if (typeof document === 'undefined') throw new ConnectError('unsupported_environment')
    const left = screenX + (outerWidth - WIDTH) / 2
    const top = screenY + (outerHeight - HEIGHT) / 2
    // Never a window name: two instances would take each other's window.
    const popup = open('', '', `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=${top}`)
    // Some blockers open the window and close it at once.
    return popup?.closed ? null : popup
  },
  focused: () => document.hasFocus(),
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  },
  fetch: (url, init) => fetch(url, init),
  onMessage: (handler, signal) => addEventListener('message', handler, { signal }),
  onWake(handler, signal) {
    for (const type of ['focus', 'visibilitychange', 'pageshow', 'online']) {
      addEventListener(type, handler, { signal })
    }
  },
  report: (error) => reportError(error),
  // oxlint-disable-next-line no-console -- asked for by `debug: true`
  debug: (...values) => console.debug('alter', ...values),
}
