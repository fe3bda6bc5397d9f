import type { PageMessage, SessionResult } from '@alter/protocol'
import type { Platform, PlatformEvent, Popup } from '@alter/connect'
import type { BlankDocument, Frame, Locks } from '../src/platform/browser.ts'

export const VAULT = 'https://vault.example'
export const PAGE = 'https://vault.example/sdk/oauth/connect'

/** A session token with a recognizable id. */
export function tokenOf(number: number): string {
  return `alter_cs_${idOf(number)}_${'s'.repeat(43)}`
}

export function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}

/** A window: what was shown in it, and what it received. */
export class TestWindow implements Popup {
  closed = false
  focused = 0
  readonly urls: string[] = []
  readonly received: { message: unknown; targetOrigin: string }[] = []
  readonly location = {
    replace: (url: string): void => void this.urls.push(url),
  }
  readonly document: BlankDocument = {
    title: '',
    body: { textContent: '' },
    documentElement: { style: { cssText: '' } },
  }

  close(): void {
    this.closed = true
  }

  focus(): void {
    this.focused += 1
  }

  postMessage(message: unknown, targetOrigin: string): void {
    this.received.push({ message, targetOrigin })
  }
}

export interface TestRequest {
  url: string
  init: RequestInit
  answer: (status: number, body: unknown) => void
  fail: () => void
}

interface Timer {
  at: number
  /** Absent for a timeout. */
  every?: number
  callback: () => void
}

type Listener = (event: PlatformEvent) => void

/** A place in a tab: the top, or a frame of a page. */
export class TestFrame implements Frame {
  readonly parent: TestFrame
  length = 0;
  [index: number]: TestFrame

  constructor(parent?: TestFrame) {
    this.parent = parent ?? this
    if (parent) parent[parent.length++] = this
  }
}

/** What a tab keeps over a reload. */
export class TestStorage {
  readonly entries: Map<string, string> = new Map()
  getItem = (key: string): string | null => this.entries.get(key) ?? null
  setItem = (key: string, value: string): void => void this.entries.set(key, value)
}

/** The locks of a browser, over all its pages. */
export class TestLocks implements Locks {
  readonly #held: Map<string, Promise<unknown>> = new Map()

  /** Who wants a held lock waits for it; an aborted `signal` gives up. */
  request = async (
    name: string,
    { signal }: { signal: AbortSignal },
    callback: () => Promise<unknown>,
  ): Promise<unknown> => {
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve))
    while (this.#held.has(name) && !signal.aborted) await Promise.race([this.#held.get(name), aborted])
    signal.throwIfAborted()
    const held = callback()
    this.#held.set(name, held)
    await held
    this.#held.delete(name)
    return undefined
  }

  get names(): string[] {
    return [...this.#held.keys()]
  }
}

/** A page in a browser with a hand-driven clock, hand-driven windows and a vault that answers when a test says so. */
export class World implements Platform {
  blocked = false
  offline = false
  /** Whether the vault answers a cancel at once, and says no more than that it came. */
  cancelsAtOnce = true
  hasFocus = true
  /** Whether the page is on a phone. */
  small = false
  readonly windows: TestWindow[] = []
  /** Where the page itself went. */
  readonly visited: string[] = []
  /** All requests so far. */
  readonly requests: TestRequest[] = []
  /** Requests that wait for an answer. */
  readonly pending: Set<TestRequest> = new Set()
  readonly reported: unknown[] = []
  readonly debugged: unknown[][] = []
  readonly #timers: Map<number, Timer> = new Map()
  readonly #listeners: Map<string, Set<Listener>> = new Map()
  readonly #locks: TestLocks
  #now: number
  #lastTimer = 0
  #end: (value?: unknown) => void = () => {}

  readonly document: { title: string; hidden: boolean; hasFocus(): boolean } = {
    title: 'Settings · Acme',
    hidden: false,
    hasFocus: (): boolean => this.hasFocus,
  }
  readonly location: { href: string; assign(url: string): void } = {
    href: 'https://app.example/settings?tab=accounts#list',
    assign: (url: string): void => void this.visited.push(url),
  }
  readonly history: Platform['history'] = {
    state: { scroll: 7 },
    replaceState: (_state: unknown, _title: string, url: string): void => void (this.location.href = url),
  }
  sessionStorage: TestStorage | undefined
  readonly navigator: { readonly locks: Locks }
  readonly console: Platform['console'] = {
    debug: (...values: unknown[]): void => void this.debugged.push(values),
  }
  readonly Date: Platform['Date']
  self: TestFrame
  readonly screenX = 0
  readonly screenY = 0
  readonly outerWidth = 1500
  readonly outerHeight = 900

  /** A page; the next one of the same tab has its storage, and every page of the browser its locks. */
  constructor({
    storage = new TestStorage(),
    locks = new TestLocks(),
    now = Date.parse('2026-11-22T10:00:00Z'),
    self = new TestFrame(),
  }: { storage?: TestStorage; locks?: TestLocks; now?: number; self?: TestFrame } = {}) {
    this.sessionStorage = storage
    this.self = self
    this.#locks = locks
    const gone = new Promise((resolve) => (this.#end = resolve))
    this.navigator = {
      locks: {
        request: (name, options, callback) =>
          locks.request(name, options, () => Promise.race([callback(), gone])),
      },
    }
    this.#now = now
    const clock = this.now
    this.Date = class {
      static now = clock
      toISOString = (): string => new Date(clock()).toISOString()
    }
  }

  open = (): Popup | null => {
    if (this.blocked) return null
    const window = new TestWindow()
    this.windows.push(window)
    return window
  }

  matchMedia = (): { matches: boolean } => ({ matches: this.small })

  now = (): number => this.#now

  /** As a browser: what is no time, or more than fits into 31 bits, is no wait. */
  setTimeout = (callback: () => void, milliseconds: number): number =>
    this.#start({ at: this.#now + Math.max(0, milliseconds | 0), callback })

  setInterval = (callback: () => void, every: number): number =>
    this.#start({ at: this.#now + every, every, callback })

  clearTimeout = (timer: number | undefined): void => void this.#timers.delete(timer ?? 0)

  clearInterval = (timer: number | undefined): void => this.clearTimeout(timer)

  #start(timer: Timer): number {
    this.#timers.set((this.#lastTimer += 1), timer)
    return this.#lastTimer
  }

  fetch = (url: string, init: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const request: TestRequest = {
        url,
        init,
        answer: (status, body) => {
          this.pending.delete(request)
          resolve(Response.json(body, { status }))
        },
        fail: () => {
          this.pending.delete(request)
          reject(new TypeError('Failed to fetch'))
        },
      }
      init.signal?.addEventListener('abort', request.fail)
      this.requests.push(request)
      this.pending.add(request)
      if (this.offline) request.fail()
      else if (url.endsWith('/session/cancel') && this.cancelsAtOnce) request.answer(200, {})
    })

  addEventListener = (type: string, listener: Listener, { signal }: { signal: AbortSignal }): void => {
    if (signal.aborted) return
    const listeners = this.#listeners.get(type) ?? new Set()
    this.#listeners.set(type, listeners.add(listener))
    signal.addEventListener('abort', () => listeners.delete(listener))
  }

  reportError = (error: unknown): void => void this.reported.push(error)

  /** The window opened last. */
  get window(): TestWindow {
    const window = this.windows.at(-1)
    if (!window) throw new Error('no window was opened')
    return window
  }

  get openWindows(): TestWindow[] {
    return this.windows.filter(({ closed }) => !closed)
  }

  /** Paths of the requests so far, below the page. */
  get paths(): string[] {
    return this.requests.map(({ url }) => url.replace(`${PAGE}/session/`, ''))
  }

  /** Lets the clock run, timers in their order: those of a hidden page once a second, as browsers have it. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await settled()
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)
      if (!next || next[1].at > end) break
      const [id, timer] = next
      this.#now = this.document.hidden ? Math.ceil(timer.at / 1000) * 1000 : timer.at
      if (this.#now > end) break
      if (timer.every === undefined) this.#timers.delete(id)
      else timer.at = this.#now + timer.every
      timer.callback()
      await settled()
    }
    this.#now = end
  }

  async dispatch(event: PlatformEvent): Promise<void> {
    for (const listener of this.#listeners.get(event.type) ?? []) listener(event)
    await settled()
  }

  /** The page gains the focus. */
  async focus(): Promise<void> {
    this.hasFocus = true
    await this.wake()
  }

  async wake(): Promise<void> {
    await this.dispatch({ type: 'focus' })
  }

  blur(): void {
    this.hasFocus = false
  }

  /** Another tab or window covers the page, or no longer does. */
  async hide(hidden = true): Promise<void> {
    this.document.hidden = hidden
    await this.dispatch({ type: 'visibilitychange' })
  }

  /** The page is left, and perhaps kept in the browser's cache. */
  async leave(): Promise<void> {
    await this.dispatch({ type: 'pagehide' })
  }

  /** The page is left for good; the next one of the tab finds what it kept. */
  async reload(): Promise<World> {
    await this.leave()
    this.#listeners.clear()
    this.#timers.clear()
    for (const request of this.pending) request.fail()
    this.#end()
    await settled()
    return new World({
      ...(this.sessionStorage && { storage: this.sessionStorage }),
      locks: this.#locks,
      now: this.#now,
      self: this.self,
    })
  }

  /** Another page of the tab, at the place given. */
  beside(self: TestFrame): World {
    return new World({
      ...(this.sessionStorage && { storage: this.sessionStorage }),
      locks: this.#locks,
      now: this.#now,
      self,
    })
  }

  /** The user opens the same page in another tab, which copies what this one keeps. */
  duplicate(): World {
    const storage = new TestStorage()
    for (const [key, value] of this.sessionStorage?.entries ?? []) storage.setItem(key, value)
    return new World({ storage, locks: this.#locks, now: this.#now })
  }

  /** The page comes out of the browser's cache. */
  async comeBack(): Promise<void> {
    this.hasFocus = true
    await this.dispatch({ type: 'pageshow' })
  }

  /** Something posts a message to the page; by default the Connect page in the last window. */
  async post(
    data: PageMessage | { type?: unknown; session?: unknown } | null,
    { origin = VAULT, source = this.windows.at(-1) }: { origin?: string; source?: unknown } = {},
  ): Promise<void> {
    await this.dispatch({ type: 'message', data, origin, source })
  }

  /** The vault answers the question that waits. */
  async answer(result: Partial<SessionResult>, status = 200): Promise<void> {
    const [request] = [...this.pending]
    if (!request) throw new Error('no question waits')
    request.answer(status, { session_id: idOf(1), status: 'open', events: [], expires_in: 500, ...result })
    await settled()
  }

  /** What the tab keeps for pages to come. */
  get kept(): string[] {
    return [...(this.sessionStorage?.entries.values() ?? [])].filter(Boolean)
  }

  /** Locks that any page of the browser holds. */
  get locked(): string[] {
    return this.#locks.names
  }

  /** What still costs something. */
  get upkeep(): { timers: number; listeners: number; requests: number } {
    return {
      timers: this.#timers.size,
      listeners: [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0),
      requests: this.pending.size,
    }
  }
}

export const NOTHING: World['upkeep'] = { timers: 0, listeners: 0, requests: 0 }

/** Lets promises run, and what is loaded later load, until nothing more happens by itself. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
