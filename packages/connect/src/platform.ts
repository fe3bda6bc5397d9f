import { ConnectError } from './errors.ts'

/** Ends what it was returned for; calling it again does nothing. */
export type Cleanup = () => void

/** A window that this page opened; every `Window` is one. */
export interface Popup {
  /** `true` also when the browser cut the window off (Cross-Origin-Opener-Policy). */
  readonly closed: boolean
  readonly location: { replace(url: string): void }
  close(): void
  /** A window that cannot be brought to the front gives another, which can, or none when that is blocked. */
  focus(): void | Popup | null
  postMessage(message: unknown, targetOrigin: string): void
}

/** What the listeners need to know of an event. */
export interface PlatformEvent {
  readonly type: string
  readonly data?: unknown
  readonly origin?: string
  readonly source?: unknown
}

export interface Locks {
  /** Rejects when `signal` aborts first; holds the lock until what `callback` returns is settled. */
  request(name: string, options: { signal: AbortSignal }, callback: () => Promise<unknown>): Promise<unknown>
}

/** All that the widget asks of its surroundings: a part of `Window`. Tests hand in their own. */
export interface Platform {
  /** Missing on a server and in a worker. */
  readonly document: { readonly hidden: boolean; hasFocus(): boolean }
  readonly location: { readonly href: string; assign(url: string): void }
  readonly history: {
    readonly state: unknown
    replaceState(state: unknown, title: string, url: string): void
  }
  readonly navigator: { readonly locks?: Locks }
  readonly sessionStorage?: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined
  readonly console: { debug(...values: unknown[]): void }
  readonly Date: { new (): { toISOString(): string }; now(): number }
  readonly self: unknown
  readonly top: unknown
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

/** `auto`: a popup, but the full page where a popup makes no sense, as on a phone. */
export type Mode = 'auto' | 'popup' | 'redirect'

/**
 * Opens an empty window over the page; `null` when blocked, `undefined` where the full page is to go instead.
 * @throws {ConnectError} `unsupported_environment` on a server and in a worker; `redirect_error` where the full page
 * could not come back, or its result not be kept: in a frame, and without `sessionStorage`
 */
export function openWindow(
  platform: Platform,
  mode: Mode | undefined,
  whenBlocked?: string,
): Popup | null | undefined {
  if (!platform.document) throw new ConnectError('unsupported_environment')
  const { top, self } = platform
  const WIDTH = 500
  const HEIGHT = 700
  /** Phones, held either way, and tablets held upright. */
  const SMALL = '(pointer:coarse) and (max-width:960px)'
  // A frame is no measure of the screen, and providers refuse to be framed.
  const canLeave = top === self && memory(platform)
  if (mode === 'redirect' || (mode !== 'popup' && canLeave && platform.matchMedia?.(SMALL).matches)) {
    if (!canLeave) throw new ConnectError('redirect_error')
    return undefined
  }
  const left = platform.screenX + (platform.outerWidth - WIDTH) / 2
  const above = platform.screenY + (platform.outerHeight - HEIGHT) / 2
  try {
    // Never a window name: two instances would take each other's window.
    const popup = platform.open('', '', `width=${WIDTH},height=${HEIGHT},left=${left},top=${above}`)
    // Some blockers open the window and close it at once.
    if (popup?.closed === false) return popup
  } catch {
    // Firefox, in a frame sandboxed without popups.
  }
  return whenBlocked === 'redirect' && canLeave ? openWindow(platform, whenBlocked) : null
}

/** The flow that a page of this tab left behind. */
export const RECORD = 'alter_connect'

/** What this tab keeps over a reload; `undefined` where that is not allowed. */
export function memory(platform: Platform): Platform['sessionStorage'] {
  try {
    return platform.sessionStorage
  } catch {
    return undefined
  }
}
