/** The app of a row: what its page does, and how it is served. */
export interface Scene {
  /** How the call gets its session. Default `session`: from the widget's own configuration. */
  token: 'session' | 'function' | 'promise' | 'answer' | 'string'
  /** Providers of the session; with several the page asks. Default: those of the call, or all. */
  providers: string[]
  /** Milliseconds. Default: the widget's own. */
  grace?: number
  mode?: 'auto' | 'popup' | 'redirect'
  whenBlocked?: 'retry' | 'redirect'
  /** When the page listens to its widget: at once, or when *Listen* is pressed. */
  listens: 'at once' | 'when asked'
  /** Whether the page makes the call at load, without a click. */
  unasked: boolean
  /** The app cuts itself off from its windows: `Cross-Origin-Opener-Policy: same-origin`. */
  coop: boolean
  /** The app's Content-Security-Policy names the vault in `connect-src`. */
  reachesVault: boolean
  /** The app is shown within a page of another site. */
  frame: 'none' | 'cross-site' | 'without-popups'
  /** Which vault: the usual one, or one whose sessions live 12 seconds. */
  vault: 'usual' | 'short'
}

/** What the app's page needs to know of its scene. */
export interface PageScene extends Scene {
  /** Below which the page asks for sessions and logs what happens. */
  base: string
  /** Origin of the vault. */
  vaultOrigin: string
  /** A page of another site that posts what it is asked to. */
  forger: string
}

/** The events in the app's page, in their order. */
export type Entry = { at: number; widget: number } & (
  | { type: 'loaded' }
  | { type: 'state'; status: string }
  | { type: 'event'; name: string; session: string | null; timestamp: string }
  | { type: 'success'; accounts: string[]; late: boolean }
  | { type: 'error'; code: string; message: string; retryable: boolean; cause: string }
  /** `waited`: for how long the window had been closed, as the page could see it. Milliseconds. */
  | { type: 'exit'; reason: string; certain: boolean; waited: number }
  | { type: 'close' }
  /** A call's promise or callbacks; calls are counted from 1. */
  | { type: 'resolved'; call: number; accounts: string[] }
  | { type: 'rejected'; call: number; code: string; message: string }
  | { type: 'notified'; call: number; outcome: 'success' | 'error' | 'exit' }
  /** The result of an action of the page, such as a call after `destroy()`. */
  | { type: 'noted'; what: string; value: string }
)
