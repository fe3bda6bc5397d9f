export type Cleanup = () => void

/** A cleanup that does nothing. */
export const nothing: Cleanup = () => undefined

/** Messages between the Wallet's pages of one browser. */
export type News = 'signed_out' | 'signed_in' | 'changed'

const NEWS: readonly News[] = ['signed_out', 'signed_in', 'changed']

/** The browser as the pages use it. Only this file names `window`, so that tests can replace it. */
export interface Platform {
  /** Path of the Wallet, without a slash at its end. Its API and its assets are below it. */
  readonly base: string
  /** `app` in the address: the app whose sign-in a link asks for. */
  readonly app: string | undefined
  /** Path below the Wallet, and query. */
  path(): string
  online(): boolean
  visible(): boolean
  /** The user's preferred languages, most preferred first. */
  readonly languages: readonly string[]
  readonly fetch: typeof fetch
  now(): number
  /** Runs once after this many milliseconds. */
  after(ms: number, run: () => void): Cleanup
  /** Goes to a page of the Wallet by its path below it; `replace` replaces the present history entry. */
  go(path: string, history: 'add' | 'replace'): void
  /** Goes to an address outside, such as the sign-in. */
  leave(url: string): void
  /**
   * Reports that the address names another page. `scroll` is the earlier scroll position of that page, if the user was
   * there before.
   */
  onPlace(handler: (scroll: number | undefined) => void): Cleanup
  scrollTo(top: number): void
  /** Sets the title of the window. */
  title(text: string): void
  /** The language of the document. @see BCP 47 */
  speak(locale: string): void
  onOnline(handler: () => void): Cleanup
  onOffline(handler: () => void): Cleanup
  /** Reports that the page is visible again, or came back from the back-forward cache. */
  onReturn(handler: () => void): Cleanup
  /** Reports whether the page is visible and focused: at once, then at each change. */
  onAttention(handler: (attended: boolean) => void): Cleanup
  /** What had the focus was taken off the page, and nothing has it now. */
  onLostFocus(handler: () => void): Cleanup
  /** Sends a message to the user's other tabs of this Wallet. */
  tell(news: News): void
  onNews(handler: (news: News) => void): Cleanup
}

/**
 * How long after the last movement the scroll position is saved, because browsers limit how often that is possible.
 * Milliseconds.
 */
const KEEP_AFTER = 200

export function browserPlatform(window: Window & typeof globalThis): Platform {
  const { document, history, location } = window
  const base = new URL(document.documentElement.dataset['base'] ?? '', location.href).pathname.replace(
    /\/+$/,
    '',
  )
  const channel = new window.BroadcastChannel(`alter-wallet:${base}`)
  const movers = new Set<(scroll: number | undefined) => void>()
  let stopScrolling: Cleanup | undefined
  // Switched off, because the browser would scroll before there is content.
  history.scrollRestoration = 'manual'

  return {
    base,
    app: new URLSearchParams(location.search).get('app') ?? undefined,
    path: () => location.pathname.slice(base.length) + location.search,
    online: () => window.navigator.onLine,
    visible: () => document.visibilityState === 'visible',
    languages: window.navigator.languages,
    fetch: (...request) => window.fetch(...request),
    now: () => Date.now(),
    after(ms, run) {
      const timer = window.setTimeout(run, ms)
      return () => window.clearTimeout(timer)
    },
    go(path, how) {
      if (how === 'add') history.pushState(null, '', base + path)
      else history.replaceState(null, '', base + path)
      for (const handler of movers) handler(undefined)
    },
    leave: (url) => location.assign(url),
    onPlace(handler) {
      let timer = 0
      const stopScroll = listen(window, ['scroll'], () => {
        window.clearTimeout(timer)
        timer = window.setTimeout(() => history.replaceState({ scroll: window.scrollY }, ''), KEEP_AFTER)
      })
      function move(scroll: number | undefined): void {
        window.clearTimeout(timer)
        handler(scroll)
      }
      const stopTravel = listen(window, ['popstate'], (event) => {
        const state: unknown = event instanceof PopStateEvent ? event.state : null
        move(scrollIn(state))
      })
      movers.add(move)
      return () => {
        movers.delete(move)
        stopScroll()
        stopTravel()
      }
    },
    scrollTo(top) {
      stopScrolling?.()
      stopScrolling = scrollUntil(window, top)
    },
    title(text) {
      document.title = text
    },
    speak(locale) {
      document.documentElement.lang = locale
    },
    onOnline: (handler) => listen(window, ['online'], handler),
    onOffline: (handler) => listen(window, ['offline'], handler),
    onReturn(handler) {
      const stopDocument = listen(document, ['visibilitychange'], () => {
        if (document.visibilityState === 'visible') handler()
      })
      const stopWindow = listen(window, ['pageshow'], (event) => {
        if (event instanceof PageTransitionEvent && event.persisted) handler()
      })
      return () => {
        stopDocument()
        stopWindow()
      }
    },
    onAttention(handler) {
      function tell(): void {
        handler(document.visibilityState === 'visible' && document.hasFocus())
      }
      const stopWindow = listen(window, ['focus', 'blur'], tell)
      const stopDocument = listen(document, ['visibilitychange'], tell)
      tell()
      return () => {
        stopWindow()
        stopDocument()
      }
    },
    onLostFocus(handler) {
      let last: Element | null = document.activeElement
      const stopFocus = listen(document, ['focusin'], () => {
        last = document.activeElement
      })
      const stopPress = listen(document, ['pointerdown'], ({ target }) => {
        // A press elsewhere means that the user does not want the focus moved.
        if (!(target instanceof Node && last?.contains(target))) last = null
      })
      const observer = new window.MutationObserver(() => {
        if (last === null || last.isConnected) return
        last = null
        if (document.activeElement === document.body) handler()
      })
      observer.observe(document.body, { childList: true, subtree: true })
      return () => {
        stopFocus()
        stopPress()
        observer.disconnect()
      }
    },
    tell(news) {
      // A channel reaches one origin only, its own.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      channel.postMessage(news)
    },
    onNews: (handler) =>
      listen(channel, ['message'], (event) => {
        const said = event instanceof MessageEvent ? NEWS.find((news) => news === event.data) : undefined
        if (said !== undefined) handler(said)
      }),
  }
}

/** Frames of about two seconds. */
const MOST_FRAMES = 120

/**
 * Scrolls until the position is reached. Rows out of sight have estimated heights, so the page may be too short at
 * first and grows while it is scrolled.
 * @returns a function that stops it, as scrolling by the user does
 */
function scrollUntil(window: Window, top: number): Cleanup {
  let frames = 0
  let frame = 0
  function scroll(): void {
    window.scrollTo({ top, behavior: 'instant' })
    frames += 1
    if (Math.abs(window.scrollY - top) < 1 || frames > MOST_FRAMES) stop()
    else frame = window.requestAnimationFrame(scroll)
  }
  const stopListening = listen(window, ['wheel', 'touchstart', 'pointerdown', 'keydown'], stop)
  function stop(): void {
    window.cancelAnimationFrame(frame)
    stopListening()
  }
  scroll()
  return stop
}

function scrollIn(state: unknown): number | undefined {
  const scroll = typeof state === 'object' && state !== null && 'scroll' in state ? state.scroll : undefined
  return typeof scroll === 'number' ? scroll : undefined
}

function listen(target: EventTarget, types: string[], handler: (event: Event) => void): Cleanup {
  const controller = new AbortController()
  for (const type of types) target.addEventListener(type, handler, { signal: controller.signal })
  return () => controller.abort()
}
