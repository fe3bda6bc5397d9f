import type {
  CreateSessionResponse,
  Landing,
  PageSession,
  Problem,
  SessionResult,
  StartRequest,
} from '@alter/protocol'

import { APP, PAGE, VAULT } from './places.ts'
import { type Exchange, keptHeaders, shapeOf } from './transcript.ts'

/** The user's decision at the provider. */
export type Choice = { account: string; scopes?: string[] } | { deny: true; error?: string }

/** Everything that a frontend can reach: the app's own routes and the vault's. */
export interface Backend {
  fetch(request: Request): Promise<Response>
  /** Plays the user at the provider. Resolves with the address to which the browser returns. */
  consent(authorizationUrl: string, choice: Choice): Promise<string>
  /** Moves the clock forward. */
  pass(seconds: number): void
  signOut(): void
  /** Makes a policy refuse every later call of the app's backend. */
  refuseCalls(): Promise<void>
  close(): Promise<void>
}

/** A browser with its cookies and a backend. */
export class Browser {
  readonly #backend: Backend
  readonly #exchanges: Exchange[]
  #cookie = ''

  constructor(backend: Backend, exchanges: Exchange[]) {
    this.#backend = backend
    this.#exchanges = exchanges
  }

  async send<Body>(method: string, address: string, init: RequestInit = {}): Promise<Answer<Body>> {
    const url = new URL(address, APP)
    const headers = new Headers(init.headers)
    if (this.#cookie !== '' && url.origin === VAULT) headers.set('cookie', this.#cookie)
    const response = await this.#backend.fetch(new Request(url, { ...init, method, headers }))
    const [issued] = response.headers.getSetCookie()
    if (issued !== undefined) this.#cookie = issued.split(';')[0] ?? ''
    const text = await response.text()
    const body: Body = text === '' ? undefined : JSON.parse(text)
    this.#exchanges.push({
      asked: `${method} ${url.pathname.replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '<id>').replace(/(\/agents\/)[\w-]+/, '$1<id>')}`,
      status: response.status,
      headers: keptHeaders(response.headers, issued),
      body: shapeOf(body),
    })
    return { status: response.status, body, headers: response.headers }
  }

  /** A request of the app's page to the app's own routes. */
  app<Body>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    return this.send<Body>(method, `/api/alter/${path}`, {
      headers: { origin: APP, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

  async mint(wish: object = { provider: 'google' }): Promise<CreateSessionResponse> {
    return (await this.app<CreateSessionResponse>('POST', 'session', wish)).body
  }

  /** A request of the Connect page. */
  page<Body = OrProblem<PageSession>>(step: string, body: object, token?: string): Promise<Answer<Body>> {
    return this.send<Body>('POST', `${PAGE}/session/${step}`, {
      headers: {
        origin: VAULT,
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    })
  }

  start(token: string, landing?: Landing): Promise<Answer<OrProblem<PageSession>>> {
    const body: StartRequest = landing === undefined ? {} : { landing }
    return this.page('start', body, token)
  }

  async authorize(session_id: string, provider = 'google'): Promise<string> {
    const { body } = await this.page<{ authorization_url: string }>('authorize', { session_id, provider })
    return body.authorization_url
  }

  consent(authorizationUrl: string, choice: Choice): Promise<string> {
    return this.#backend.consent(authorizationUrl, choice)
  }

  /** A request of the widget, from the app's page to the vault. */
  widget(step: 'result' | 'cancel', token: string, wait?: number): Promise<Answer<OrProblem<SessionResult>>> {
    const query = wait === undefined ? '' : `?wait=${wait}`
    return this.send('POST', `${PAGE}/session/${step}${query}`, {
      headers: { origin: APP, 'content-type': 'text/plain;charset=UTF-8' },
      body: token,
    })
  }

  /** Runs a whole flow. Resolves with its result. */
  async connect(choice: Choice, wish: Wish = { provider: 'google' }): Promise<SessionResult> {
    const { session_token, session_id } = await this.mint(wish)
    await this.start(session_token)
    await this.consent(await this.authorize(session_id, wish.provider), choice)
    await this.page('start', { session_id })
    return (await this.widget('result', session_token)).body
  }
}

interface Wish {
  provider: string
  grant_id?: string
}

/** A body, or a problem instead. */
type OrProblem<Body> = Body & Omit<Problem, 'status'>

export interface Answer<Body> {
  status: number
  body: Body
  headers: Headers
}
