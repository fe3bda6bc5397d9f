import { setupAlterMock, type PlayedMock } from '@alter/connect-mock/node'
import type { Connection, CreateSessionResponse, Grant, Problem, ProviderInfo } from '@alter/protocol'
import { expect } from 'vitest'

export const VAULT = 'https://vault.test'

/** Address of the mocked vault's Connect page. */
export const PAGE = 'https://vault.test/sdk/oauth/connect'

/** The mocked vault for all tests of a file. Each test starts it from the beginning. */
export const mock: PlayedMock = setupAlterMock({ page: PAGE })

/** A provider's public description from the app's backend. */
export function providerInfo(id: string, rest: Partial<ProviderInfo> = {}): ProviderInfo {
  const known = mock.vault.providers(VAULT).find((one) => one.id === id)
  if (!known) throw new Error(`the mock plays no ${id}`)
  return { ...known, ...rest }
}

/** A listed account. */
export function grant(label: string, rest: Partial<Grant> = {}): Grant {
  return {
    grant_id: `grant:${label}`,
    provider: 'google',
    provider_name: 'Google',
    logo_url: `${VAULT}/sdk/providers/google/logo.svg`,
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

/** The account that a window connects, as callers receive it. */
export function connection(label: string, rest: Partial<Connection> = {}): Connection {
  return {
    grant_id: expect.any(String),
    provider: 'google',
    provider_name: 'Google',
    account_identifier: label,
    timestamp: expect.any(String),
    operation: 'creation',
    scopes: expect.any(Array),
    status: 'active',
    metadata: expect.any(Object),
    ...rest,
  }
}

export interface Seen {
  /** A route such as `GET /api/alter/providers`. */
  route: string
  body: unknown
  headers: Headers
}

/** The app's backend and the vault, both from `@alter/connect-mock`. Requests to the backend are recorded. */
export class Backend {
  readonly seen: Seen[] = []
  /** Answers of the backend that differ from the mock's, by route. */
  readonly instead: Map<string, () => Response | Promise<Response>> = new Map()
  readonly #send: typeof globalThis.fetch

  /** `send` is the `fetch` that the mock listens to. */
  constructor(send: typeof globalThis.fetch) {
    this.#send = send
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input instanceof Request ? input : new URL(input, location.href), init)
    const { origin, pathname } = new URL(request.url)
    if (origin === VAULT) return this.#send(request)
    const route = `${request.method} ${pathname}`
    const text = await request.clone().text()
    const json = request.headers.get('content-type') === 'application/json'
    const body: unknown = json ? JSON.parse(text) : text
    this.seen.push({ route, body, headers: request.headers })
    return this.instead.get(route)?.() ?? this.#send(request)
  }

  set providers(providers: ProviderInfo[]) {
    this.instead.set('GET /api/alter/providers', () => Response.json({ providers }))
  }

  set connections(grants: Grant[]) {
    mock.vault.seed(grants)
  }

  routes(): string[] {
    return this.seen.map(({ route }) => route)
  }

  count(route: string): number {
    return this.routes().filter((seen) => seen === route).length
  }
}

/** A session that the test creates in place of the app's backend. */
export function mint(provider: string): CreateSessionResponse {
  return mock.vault.mint({ provider }, { origin: location.origin, page: PAGE })
}

export function problem(code: Problem['code'], status: number, details: Partial<Problem> = {}): Response {
  const body = { type: 'about:blank', title: code, status, code, detail: code, ...details } satisfies Problem
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } })
}
