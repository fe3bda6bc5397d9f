export type Cleanup = () => void

/** A cleanup that does nothing. */
export const nothing: Cleanup = () => undefined

/** A message event as the page uses it. */
export interface IncomingMessage {
  source: unknown
  origin: string
  data: unknown
}

/** The browser as the page uses it. Only this file names `window`, so that tests can replace it. */
export interface Platform {
  /** Address of the page, without query and fragment. */
  readonly address: string
  readonly fragment: string
  /** Pages that this window has shown; 1 in a window that was opened for this page. */
  readonly entries: number
  /** What {@link Platform.remember} stored in this history entry before this load. It survives Back and Reload. */
  readonly remembered: unknown
  /** Stores a value in the history entry and clears the fragment. */
  remember(value: unknown): void
  /** The window that opened this one; `null` when there is none or it is out of reach. */
  opener(): { postMessage(message: unknown, targetOrigin: string): void } | null
  online(): boolean
  /** The user's preferred languages, most preferred first. */
  readonly languages: readonly string[]
  readonly fetch: typeof fetch
  /** Runs once after this many milliseconds. */
  after(ms: number, run: () => void): Cleanup
  /** `add` creates a history entry, so that Back leads here again; `replace` replaces the entry of this page. */
  navigate(url: string, history: 'add' | 'replace'): void
  reload(): void
  /** Closes the window if the browser allows it. */
  close(): void
  onMessage(handler: (message: IncomingMessage) => void): Cleanup
  /** Reports whether the page is visible and focused: at once, then at each change. */
  onAttention(handler: (attended: boolean) => void): Cleanup
  onOnline(handler: () => void): Cleanup
  /** Reports a new fragment in the address without a load. */
  onFragment(handler: () => void): Cleanup
  /** Reports that the page came back from the back-forward cache. */
  onRestored(handler: () => void): Cleanup
}

export function browserPlatform(window: Window & typeof globalThis): Platform {
  const { document, history, location } = window

  return {
    address: location.origin + location.pathname,
    fragment: location.hash,
    entries: history.length,
    remembered: history.state,
    remember: (value) => history.replaceState(value, '', location.pathname),
    opener: () => window.opener,
    online: () => window.navigator.onLine,
    languages: window.navigator.languages,
    fetch: (...request) => window.fetch(...request),
    after(ms, run) {
      const timer = window.setTimeout(run, ms)
      return () => window.clearTimeout(timer)
    },
    navigate: (url, how) => (how === 'add' ? location.assign(url) : location.replace(url)),
    reload: () => location.reload(),
    close: () => window.close(),
    onMessage: (handler) =>
      listen(window, ['message'], (event) => {
        if (event instanceof MessageEvent) handler(event)
      }),
    onAttention(handler) {
      function tell(): void {
        return handler(document.visibilityState === 'visible' && document.hasFocus())
      }
      const stopWindow = listen(window, ['focus', 'blur'], tell)
      const stopDocument = listen(document, ['visibilitychange'], tell)
      tell()
      return () => {
        stopWindow()
        stopDocument()
      }
    },
    onOnline: (handler) => listen(window, ['online'], handler),
    onFragment: (handler) => listen(window, ['hashchange'], handler),
    onRestored: (handler) =>
      listen(window, ['pageshow'], (event) => {
        if (event instanceof PageTransitionEvent && event.persisted) handler()
      }),
  }
}

function listen(target: EventTarget, types: string[], handler: (event: Event) => void): Cleanup {
  const controller = new AbortController()
  for (const type of types) target.addEventListener(type, handler, { signal: controller.signal })
  return () => controller.abort()
}
