/** Counts what a page costs while nothing happens; patched in before the widget could take the originals. */
interface Cost {
  /** The real ones, for what is none of the widget's. */
  fetch: typeof fetch
  setTimeout: (run: () => void, milliseconds: number) => unknown
  addEventListener: typeof addEventListener
  /** The window opened last. */
  lastWindow: Window | null
  /** How long that window has been closed. Milliseconds; 0 until the page can see it. */
  closedFor(): number
  /** The session asked about last. */
  lastSession: string | undefined
  upkeep(): { timers: number; listeners: number; requests: number }
}

const realFetch = window.fetch.bind(window)
const realOpen = window.open.bind(window)
const realSetTimeout = window.setTimeout.bind(window)
const realClearTimeout = window.clearTimeout.bind(window)
const realAddEventListener = window.addEventListener.bind(window)

/** A driver listens, too: to what its own clicks do. */
const OURS =
  /^(message|focus|blur|visibilitychange|pageshow|pagehide|online|offline|storage|unload|beforeunload)$/

const timers = new Set<number>()
const listeners = new Set<object>()
let requests = 0
let lastWindow: Window | null = null
let closedAt: number | undefined
let lastSession: string | undefined

/** Looks more often than the widget does. */
function watchClosing(opened: Window | null): void {
  if (opened === null || opened !== lastWindow) return
  if (opened.closed) closedAt = Date.now()
  else realSetTimeout(() => watchClosing(opened), 20)
}

Object.assign(window, {
  open(...parameters: Parameters<typeof window.open>) {
    lastWindow = realOpen(...parameters)
    closedAt = undefined
    watchClosing(lastWindow)
    return lastWindow
  },
  async fetch(...parameters: Parameters<typeof fetch>) {
    requests += 1
    const body = parameters[1]?.body
    const asked = typeof body === 'string' ? /alter_cs_([\da-f]{32})_/.exec(body)?.[1] : undefined
    lastSession = asked ?? lastSession
    try {
      return await realFetch(...parameters)
    } finally {
      requests -= 1
    }
  },
  setTimeout(run: () => void, milliseconds?: number) {
    const timer = realSetTimeout(() => {
      timers.delete(timer)
      run()
    }, milliseconds)
    timers.add(timer)
    return timer
  },
  clearTimeout(timer: number | undefined) {
    if (timer !== undefined) timers.delete(timer)
    realClearTimeout(timer)
  },
  addEventListener(type: string, listener: EventListener, options?: AddEventListenerOptions) {
    realAddEventListener(type, listener, options)
    if (options?.signal?.aborted === true || !OURS.test(type)) return
    const entry = { type }
    listeners.add(entry)
    options?.signal?.addEventListener('abort', () => listeners.delete(entry))
  },
})

export const cost: Cost = {
  fetch: realFetch,
  setTimeout: realSetTimeout,
  addEventListener: realAddEventListener,
  get lastWindow() {
    return lastWindow
  },
  closedFor: () => (closedAt === undefined ? 0 : Date.now() - closedAt),
  get lastSession() {
    return lastSession
  },
  upkeep: () => ({ timers: timers.size, listeners: listeners.size, requests }),
}
