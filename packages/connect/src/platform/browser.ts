/** Ends what it was returned for; calling it again does nothing. */
export type Cleanup = () => void

/** A window that this page opened; every `Window` is one. */
export interface Popup {
  /** `true` also when the browser cut the window off (Cross-Origin-Opener-Policy). */
  readonly closed: boolean
  readonly location: { replace(url: string): void }
  /** Of a window that is still empty. Stands in for windows in tests of apps may have none. */
  readonly document?: BlankDocument
  close(): void
  focus(): void
  postMessage(message: unknown, targetOrigin: string): void
}

/** What the first paint of a window writes to. */
export interface BlankDocument {
  title: string
  readonly body: { textContent: string | null }
  readonly documentElement: { readonly style: { cssText: string } }
}

/** A page among the frames of its tab; every `Window` is one, of any site. */
export interface Frame extends ArrayLike<unknown> {
  /** The page around it; at the top, itself. */
  readonly parent: Frame
}

/** What the listeners need to know of an event. */
export interface PlatformEvent {
  readonly type: string
  readonly data?: unknown
  readonly origin?: string
  readonly source?: unknown
}

/** The part of the browser's Web Locks that the widget uses. */
export interface Locks {
  /** Rejects when `signal` aborts first; holds the lock until what `callback` returns is settled. */
  request(name: string, options: { signal: AbortSignal }, callback: () => Promise<unknown>): Promise<unknown>
}

/** All that the widget asks of its surroundings: a part of `Window`. Tests hand in their own. */
export interface Platform {
  /** Missing on a server and in a worker. */
  readonly document: { readonly title: string; readonly hidden: boolean; hasFocus(): boolean }
  readonly location: { readonly href: string; assign(url: string): void }
  readonly history: {
    readonly state: unknown
    replaceState(state: unknown, title: string, url: string): void
  }
  readonly navigator: { readonly locks?: Locks }
  readonly sessionStorage?: Pick<Storage, 'getItem' | 'setItem'> | undefined
  readonly console: { debug(...values: unknown[]): void }
  readonly Date: { new (): { toISOString(): string }; now(): number }
  readonly self: Frame
  readonly screenX: number
  readonly screenY: number
  readonly outerWidth: number
  readonly outerHeight: number
  open(url: string, target: string, features: string): Popup | null
  matchMedia?(query: string): { readonly matches: boolean }
  fetch(url: string, init: RequestInit): Promise<Response>
  setInterval(callback: () => void, milliseconds: number): number
  clearInterval(timer: number | undefined): void
  setTimeout(callback: () => void, milliseconds: number): number
  clearTimeout(timer: number | undefined): void
  addEventListener(
    type: string,
    listener: (event: PlatformEvent) => void,
    options: { signal: AbortSignal },
  ): void
  readonly reportError: (error: unknown) => void
}

/** The browser's own. On a server its `document` is missing, which is found out when a window is to be opened. */
export const browser: Platform = globalThis
