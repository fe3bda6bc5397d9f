import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection, PageAgent, PageSession, ProviderInfo } from '@alter/protocol'
import { runPage } from '../src/page.ts'
import type { IncomingMessage, Platform } from '../src/platform.ts'

export const APP = 'https://app.example'
const PAGE = 'https://vault.example/sdk/oauth/connect'
export const SESSION = '0123456789abcdef0123456789abcdef'
export const TOKEN: string = `alter_cs_${SESSION}_secret`

type Endpoint = 'start' | 'authorize' | 'delegate' | 'complete' | 'cancel'
export interface Call {
  endpoint: string
  authorization: string | null
  body: unknown
  keepalive: boolean
}

export function provider(id: string, name: string, fields: ProviderInfo['fields'] = []): ProviderInfo {
  return { id, name, logo_url: `/sdk/providers/${id}/logo.svg`, scopes: [], fields }
}

export function connection(providerId: string, account: string): Connection {
  return {
    grant_id: `grant-${account}`,
    provider: providerId,
    provider_name: providerId === 'google' ? 'Google' : 'GitHub',
    account_identifier: account,
    timestamp: '2026-11-22T10:00:00.000Z',
    operation: 'creation',
    scopes: [],
    status: 'active',
  }
}

export function session(changes: Partial<PageSession> = {}): PageSession {
  return {
    session_id: SESSION,
    status: 'open',
    delivery: 'popup',
    allowed_origin: APP,
    app: { name: 'Acme' },
    user_label: 'ada@example.com',
    providers: [provider('google', 'Google')],
    grants: [],
    expires_in: 600,
    ...changes,
  }
}

export function agent(changes: Partial<PageAgent> = {}): PageAgent {
  return {
    agent_id: 'agent-1',
    name: 'scout',
    display_name: 'Scout',
    rules: [],
    can_ask_user: true,
    accounts: {},
    ...changes,
  }
}

/** A connection that the agent may use. */
export function given(one: Connection): Connection {
  return { ...one, delegation: { id: 'delegation-1', agent: 'scout' } }
}

export function problem(status: number, code: string, more: object = {}): Response {
  return Response.json(
    { type: 'about:blank', title: code, status, code, detail: `Detail of ${code}`, ...more },
    { status },
  )
}

/** A browser with one Connect page. The test controls its clock, its opener and its vault. */
export class Browser {
  readonly answers: Record<Endpoint, () => Response | Promise<Response>> = {
    start: () => Response.json(session()),
    authorize: () => Response.json({ authorization_url: 'https://provider.example/authorize?state=s' }),
    delegate: () =>
      Response.json(
        session({ status: 'completed', agent: agent(), grants: [given(connection('google', 'ada'))] }),
      ),
    complete: () => Response.json(session({ status: 'completed', grants: [connection('google', 'ada')] })),
    cancel: () => new Response(null, { status: 204 }),
  }
  readonly calls: Call[] = []
  readonly posted: { message: unknown; targetOrigin: string }[] = []
  readonly opener: { postMessage: (message: unknown, targetOrigin: string) => void } = {
    postMessage: (message, targetOrigin) => void this.posted.push({ message, targetOrigin }),
  }
  fragment = `#session=${TOKEN}`
  remembered: unknown = null
  entries = 1
  hasOpener = true
  online = true
  languages: readonly string[] = ['en-US']
  attended = true
  visited: { url: string; history: string }[] = []
  closed = 0
  reloads = 0
  readonly rememberedAll: unknown[] = []
  #now = 0
  readonly #timers = new Set<{ at: number; run: () => void }>()
  readonly #handlers = {
    message: new Set<(message: IncomingMessage) => void>(),
    attention: new Set<(attended: boolean) => void>(),
    online: new Set<() => void>(),
    restored: new Set<() => void>(),
    fragment: new Set<() => void>(),
  }
  #stop: () => void = () => undefined

  /** Opens the page and waits for the vault's first answer. */
  async open(): Promise<this> {
    const html = readFileSync(join(import.meta.dirname, '../index.html'), 'utf8')
    const parsed = new DOMParser().parseFromString(html, 'text/html')
    document.body.replaceChildren(...parsed.body.children)
    this.#stop = runPage(this.#platform())
    await this.settle()
    return this
  }

  end(): void {
    this.#stop()
  }

  /** Waits for everything that needs no time. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  async pass(ms: number): Promise<void> {
    const until = this.#now + ms
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#now = due.at
      this.#timers.delete(due)
      due.run()
    }
    this.#now = until
    await this.settle()
  }

  async receive(message: Partial<IncomingMessage> = {}): Promise<void> {
    const data = { type: 'alter_connect_welcome', session: SESSION }
    for (const handler of this.#handlers.message)
      handler({ source: this.opener, origin: APP, data, ...message })
    await this.settle()
  }

  async attend(attended: boolean): Promise<void> {
    this.attended = attended
    for (const handler of this.#handlers.attention) handler(attended)
    await this.settle()
  }

  async comeOnline(): Promise<void> {
    this.online = true
    for (const handler of this.#handlers.online) handler()
    await this.settle()
  }

  /** Returns from the provider out of the back-forward cache. */
  async restore(): Promise<void> {
    for (const handler of this.#handlers.restored) handler()
    await this.settle()
  }

  /** The opener sends the window to an address that differs only in its fragment. */
  changeFragment(): void {
    for (const handler of this.#handlers.fragment) handler()
  }

  async click(name: string): Promise<void> {
    this.button(name).click()
    await this.settle()
  }

  button(name: string): HTMLButtonElement {
    const found = [...document.querySelectorAll('button')].find((button) =>
      button.textContent.startsWith(name),
    )
    if (found === undefined) throw new Error(`No button ${name} in: ${document.body.textContent}`)
    return found
  }

  get heading(): string {
    return document.querySelector('h1')?.textContent ?? ''
  }

  get text(): string {
    return document.querySelector('main')?.textContent ?? ''
  }

  get messages(): unknown[] {
    return this.posted.map(({ message }) => message)
  }

  get timers(): number {
    return this.#timers.size
  }

  #platform(): Platform {
    return {
      address: PAGE,
      fragment: this.fragment,
      entries: this.entries,
      remembered: this.remembered,
      remember: (value) => {
        this.remembered = value
        this.rememberedAll.push(value)
      },
      opener: () => (this.hasOpener ? this.opener : null),
      online: () => this.online,
      languages: this.languages,
      fetch: (input, init) => this.#answer(new Request(input, init)),
      after: (ms, run) => {
        const timer = { at: this.#now + ms, run }
        this.#timers.add(timer)
        return () => void this.#timers.delete(timer)
      },
      navigate: (url, history) => void this.visited.push({ url, history }),
      reload: () => {
        this.reloads += 1
      },
      close: () => {
        this.closed += 1
      },
      onMessage: on(this.#handlers.message),
      onAttention: (handler) => {
        handler(this.attended)
        return on(this.#handlers.attention)(handler)
      },
      onOnline: on(this.#handlers.online),
      onFragment: on(this.#handlers.fragment),
      onRestored: on(this.#handlers.restored),
    }
  }

  async #answer(request: Request): Promise<Response> {
    const endpoint = request.url.slice(`${PAGE}/session/`.length)
    this.calls.push({
      endpoint,
      authorization: request.headers.get('authorization'),
      body: await request.json(),
      keepalive: request.keepalive,
    })
    if (!this.online) throw new TypeError('Failed to fetch')
    const answer = Object.entries(this.answers).find(([name]) => name === endpoint)
    return answer === undefined ? new Response('Not found', { status: 404 }) : answer[1]()
  }
}

function on<Handler>(handlers: Set<Handler>): (handler: Handler) => () => void {
  return (handler) => {
    handlers.add(handler)
    return () => void handlers.delete(handler)
  }
}
