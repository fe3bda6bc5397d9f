import type { Connection, PageMessage, SessionResult } from '@alter/protocol'
import type { Platform, PlatformMessage, Popup } from '../src/index.ts'

export const VAULT = 'https://vault.example'
export const PAGE = 'https://vault.example/sdk/oauth/connect'

/** A session token with a recognizable id. */
export function tokenOf(number: number): string {
  return `alter_cs_${idOf(number)}_${'s'.repeat(43)}`
}

export function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}

export function connectionOf(account: string): Connection {
  return {
    grant_id: `grant_${account}`,
    provider: 'google',
    provider_name: 'Google',
    account_identifier: account,
    timestamp: '2026-11-22T10:00:00.000Z',
    operation: 'creation',
    scopes: ['calendar'],
    status: 'active',
  }
}

/** A window: what was shown in it, and what it was told. */
export class TestWindow implements Popup {
  closed = false
  focused = 0
  readonly urls: string[] = []
  readonly received: { message: unknown; targetOrigin: string }[] = []
  readonly location = { replace: (url: string): void => void this.urls.push(url) }

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
  callback: () => void
}

/** A browser with a hand-driven clock, hand-driven windows and a vault that answers when told to. */
export class World implements Platform {
  blocked = false
  offline = false
  hasFocus = true
  readonly windows: TestWindow[] = []
  /** All requests so far. */
  readonly requests: TestRequest[] = []
  /** Requests that wait for an answer. */
  readonly pending: Set<TestRequest> = new Set()
  readonly reported: unknown[] = []
  readonly debugged: unknown[][] = []
  readonly timers: Set<Timer> = new Set()
  readonly messageHandlers: Set<(message: PlatformMessage) => void> = new Set()
  readonly wakeHandlers: Set<() => void> = new Set()
  #now = Date.parse('2026-11-22T10:00:00Z')

  open = (): Popup | null => {
    if (this.blocked) return null
    const window = new TestWindow()
    this.windows.push(window)
    return window
  }

  focused = (): boolean => this.hasFocus

  now = (): number => this.#now

  after = (milliseconds: number, callback: () => void): (() => void) => {
    const timer = { at: this.#now + milliseconds, callback }
    this.timers.add(timer)
    return () => void this.timers.delete(timer)
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
      else if (url.endsWith('/session/cancel')) request.answer(200, {})
    })

  onMessage = (handler: (message: PlatformMessage) => void, signal: AbortSignal): void => {
    if (signal.aborted) return
    this.messageHandlers.add(handler)
    signal.addEventListener('abort', () => this.messageHandlers.delete(handler))
  }

  onWake = (handler: () => void, signal: AbortSignal): void => {
    if (signal.aborted) return
    this.wakeHandlers.add(handler)
    signal.addEventListener('abort', () => this.wakeHandlers.delete(handler))
  }

  report = (error: unknown): void => void this.reported.push(error)

  debug = (...values: unknown[]): void => void this.debugged.push(values)

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

  /** Lets the clock run, timers in their order. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    await settled()
    for (;;) {
      const [next] = [...this.timers].sort((a, b) => a.at - b.at)
      if (!next || next.at > end) break
      this.#now = next.at
      this.timers.delete(next)
      next.callback()
      await settled()
    }
    this.#now = end
  }

  /** The page gains the focus. */
  async focus(): Promise<void> {
    this.hasFocus = true
    await this.wake()
  }

  async wake(): Promise<void> {
    for (const handler of this.wakeHandlers) handler()
    await settled()
  }

  blur(): void {
    this.hasFocus = false
  }

  /** Something posts a message to the page; by default the Connect page in the last window. */
  async post(
    data: PageMessage | { type?: unknown; session?: unknown } | null,
    { origin = VAULT, source = this.windows.at(-1) }: { origin?: string; source?: unknown } = {},
  ): Promise<void> {
    for (const handler of this.messageHandlers) handler({ data, origin, source })
    await settled()
  }

  /** The vault answers the question that waits. */
  async answer(result: Partial<SessionResult>, status = 200): Promise<void> {
    const [request] = [...this.pending]
    if (!request) throw new Error('no question waits')
    request.answer(status, { session_id: idOf(1), status: 'open', events: [], expires_in: 500, ...result })
    await settled()
  }

  /** What still costs something. */
  get upkeep(): { timers: number; listeners: number; requests: number } {
    return {
      timers: this.timers.size,
      listeners: this.messageHandlers.size + this.wakeHandlers.size,
      requests: this.pending.size,
    }
  }
}

export const NOTHING: World['upkeep'] = { timers: 0, listeners: 0, requests: 0 }

/** Lets promises run until nothing more happens by itself. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
}
