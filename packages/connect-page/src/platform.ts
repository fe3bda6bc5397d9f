export type Cleanup = () => void

/** The cleanup of what needs none. */
export const nothing: Cleanup = () => undefined

/** What a message event is to the page. */
export interface IncomingMessage {
  source: unknown
  origin: string
  data: unknown
}

/** The browser as the page uses it: the only file that names `window`, so that tests hand in their own. */
export interface Platform {
  /** Address of the page, without query and fragment. */
  readonly address: string
  readonly fragment: string
  /** How many pages this window has shown; 1 in a window that was opened for this page. */
  readonly entries: number
  /** What {@link Platform.remember} left in this history entry before this load; survives Back and Reload. */
  readonly remembered: unknown
  /** Keeps a value in the history entry and clears the fragment. */
  remember(value: unknown): void
  /** The window that opened this one; `null` when there is none, or out of reach. */
  opener(): { postMessage(message: unknown, targetOrigin: string): void } | null
  online(): boolean
  /** What the user prefers to read, first the most. */
  readonly languages: readonly string[]
  readonly fetch: typeof fetch
  /** Runs once after so many milliseconds. */
  after(ms: number, run: () => void): Cleanup
  /** Adds an entry of its own, so that Back leads here again; `replace` takes this page's place. */
  navigate(url: string, history: 'add' | 'replace'): void
  reload(): void
  /** Closes the window, where the browser lets a page do so. */
  close(): void
  onMessage(handler: (message: IncomingMessage) => void): Cleanup
  /** Whether the page is visible and focused: once at the start, then at each change. */
  onAttention(handler: (attended: boolean) => void): Cleanup
  onOnline(handler: () => void): Cleanup
  /** Another fragment came into the address, without a load. */
  onFragment(handler: () => void): Cleanup
  /** The page came back from the back-forward cache. */
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
