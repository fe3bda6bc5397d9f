import type { Connection, Grant, Problem, ProviderInfo, SessionResult } from '@alter/protocol'

export const VAULT = 'https://vault.test'
export const google: ProviderInfo = {
  id: 'google',
  name: 'Google',
  logo_url: `${VAULT}/sdk/providers/google/logo.svg`,
  scopes: ['openid'],
  fields: [],
}
export const github: ProviderInfo = {
  id: 'github',
  name: 'GitHub',
  logo_url: `${VAULT}/sdk/providers/github/logo.svg`,
  scopes: ['repo'],
  fields: [],
}

export function grant(label: string, rest: Partial<Grant> = {}): Grant {
  return {
    grant_id: `grant:${label}`,
    provider: 'google',
    provider_name: 'Google',
    logo_url: google.logo_url,
    account_identifier: label,
    scopes: ['openid'],
    missing_scopes: [],
    status: 'active',
    is_default: false,
    created_at: '2026-11-01T10:00:00.000Z',
    last_used_at: null,
    ...rest,
  }
}

export function connection(label: string, rest: Partial<Connection> = {}): Connection {
  return {
    grant_id: `grant:${label}`,
    provider: 'google',
    provider_name: 'Google',
    account_identifier: label,
    timestamp: '2026-11-22T10:00:00.000Z',
    operation: 'creation',
    scopes: ['openid'],
    status: 'active',
    ...rest,
  }
}

export interface Seen {
  /** Such as `GET /api/alter/providers`. */
  route: string
  body: unknown
  headers: Headers
}

/** Both servers that the browser talks to: the app's backend with `alterRoutes`, and the vault for the result. */
export class Backend {
  providers: ProviderInfo[] = [google, github]
  connections: Grant[] = []
  readonly seen: Seen[] = []
  /** Answers that differ from the usual, by route. */
  readonly instead: Map<string, () => Response | Promise<Response>> = new Map()
  /** What the vault says about a session; nothing new by default. */
  result: Partial<SessionResult> = {}
  #sessions = 0

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(input, location.href), init)
    const { origin, pathname } = new URL(request.url)
    const text = await request.text()
    if (origin === VAULT) return pathname.endsWith('/result') ? this.#pending(request) : new Response()
    const route = `${request.method} ${pathname}`
    const json = request.headers.get('content-type') === 'application/json'
    const body: unknown = json ? JSON.parse(text) : text
    this.seen.push({ route, body, headers: request.headers })
    return (this.instead.get(route) ?? (() => this.#answer(route)))()
  }

  routes(): string[] {
    return this.seen.map(({ route }) => route)
  }

  count(route: string): number {
    return this.routes().filter((seen) => seen === route).length
  }

  #answer(route: string): Response {
    const [method, path] = route.split(' /api/alter/')
    const id = decodeURIComponent(path?.split('/')[1] ?? '')
    if (route.endsWith('/session')) return Response.json(this.#mint(), { status: 201 })
    if (route.endsWith('/providers')) return Response.json({ providers: this.providers })
    if (path === 'connections') return Response.json({ connections: this.connections })
    if (method === 'DELETE') {
      this.connections = this.connections.filter(({ grant_id }) => grant_id !== id)
      return Response.json({ grant_id: id, revoked_at: new Date().toISOString() })
    }
    this.connections = this.connections.map((old) => ({ ...old, is_default: old.grant_id === id }))
    return Response.json(this.connections.find(({ grant_id }) => grant_id === id))
  }

  #mint(): { session_token: string; connect_url: string; session_id: string; expires_in: number } {
    this.#sessions += 1
    const session_id = this.#sessions.toString(16).padStart(32, '0')
    const session_token = `alter_cs_${session_id}_${'x'.repeat(43)}`
    const connect_url = `${VAULT}/sdk/oauth/connect#session=${session_token}`
    return { session_token, connect_url, session_id, expires_in: 600 }
  }

  /** Nothing new for as long as anybody asks; then, that the session is still open. */
  #pending({ signal, url }: Request): Promise<Response> {
    const result: SessionResult = {
      session_id: '',
      status: 'open',
      events: [],
      expires_in: 600,
      ...this.result,
    }
    if (this.result.status || new URL(url).searchParams.get('wait') === '0')
      return Promise.resolve(Response.json(result))
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')), {
        once: true,
      })
    })
  }
}

export function problem(code: Problem['code'], status: number, details: Partial<Problem> = {}): Response {
  const body = { type: 'about:blank', title: code, status, code, detail: code, ...details } satisfies Problem
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } })
}
