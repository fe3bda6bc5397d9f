import type { AuthorizeResponse, ConnectEventName, PageSession } from '@alter/protocol'
import type { MockVault } from '../vault/vault.ts'

/** A document without its own windows, such as jsdom's. */
export interface Opener {
  open: unknown
  dispatchEvent(event: Event): boolean
  MessageEvent: new (type: string, init: { data: unknown; origin: string }) => Event
}

/** What a played window needs. */
interface Play {
  /** Sends a request of the Connect page to the mock. */
  send: (request: Request) => Promise<Response>
  /** The account that the user picks; `undefined` when the window decides. */
  picked: () => string | undefined
}

/**
 * Gives a document windows that play the Connect page and a user who does at once what the scenario says. The returned
 * function removes them.
 */
export function playWindows(vault: MockVault, opener: Opener, play: Play): () => void {
  const { open } = opener
  opener.open = () => (vault.opensWindow() ? createWindow(vault, opener, play) : null)
  return () => {
    opener.open = open
  }
}

interface PlayedWindow {
  closed: boolean
  readonly location: { replace(url: string): void }
  close(): void
  focus(): void
  postMessage(message: unknown): void
}

function createWindow(vault: MockVault, opener: Opener, { send, picked }: Play): PlayedWindow {
  let greet: (() => void) | undefined
  const greeted = new Promise<void>((resolve) => {
    greet = resolve
  })
  const window: PlayedWindow = {
    closed: false,
    location: {
      replace(url) {
        const token = new URL(url).hash.match(/^#session=(.+)/)?.[1]
        if (token !== undefined) void visit(url.replace(/#.*/, ''), token)
      },
    },
    close() {
      window.closed = true
    },
    focus() {},
    postMessage: () => greet?.(),
  }

  async function visit(page: string, token: string): Promise<void> {
    const { origin } = new URL(page)
    let cookie = ''
    /** `undefined` when the real page would show an error and wait for its user. */
    async function ask<Body>(step: string, body: object, bearer?: string): Promise<Body | undefined> {
      const headers: Record<string, string> = { 'content-type': 'application/json', cookie }
      if (bearer !== undefined) headers['authorization'] = `Bearer ${bearer}`
      const init = { method: 'POST', headers, body: JSON.stringify(body) }
      const response = await send(new Request(`${page}/session/${step}`, init))
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie
      if (!response.ok || window.closed) return undefined
      const answered: Body = JSON.parse(await response.text())
      return answered
    }
    function post(type: string, fields: object): void {
      if (window.closed) return
      const event = new opener.MessageEvent('message', { data: { type, session: id, ...fields }, origin })
      // The event's constructor does not accept a played window as its source.
      Object.defineProperty(event, 'source', { value: window })
      opener.dispatchEvent(event)
    }
    function step(event: ConnectEventName, provider?: string): void {
      return post('alter_connect_event', { event, ...(provider !== undefined && { provider }) })
    }

    let id = ''
    const session = await ask<PageSession>('start', {}, token)
    const [provider, ...others] = session?.providers ?? []
    if (session === undefined || provider === undefined) return
    id = session.session_id
    step('page_loaded')
    post('alter_connect_hello', {})
    await greeted

    step('provider_selected', provider.id)
    if (vault.scenario().user === 'closes') return window.close()
    const fields = Object.fromEntries(
      provider.fields.map(({ name, placeholder = name }) => [name, placeholder]),
    )
    // The user accepts the agent as the app asks for it, with a new account.
    const consent = session.agent !== undefined && { tightening: {} }
    const wish = { session_id: id, provider: provider.id, welcomed: true, fields, ...consent }
    const left = await ask<AuthorizeResponse>('authorize', wish)
    if (left === undefined) return
    step('authorization_started', provider.id)
    if (vault.scenario().provider === 'cuts') window.close()
    decide(vault, new URL(left.authorization_url).searchParams.get('state') ?? '', picked())
    if (others.length > 0) await ask('complete', { session_id: id })
    const outcome = await ask<PageSession>('start', { session_id: id })
    if (outcome === undefined) return
    const { status, grants, error, error_description } = outcome
    if (status === 'completed') post('alter_connect_success', { grants })
    else post('alter_connect_error', { error, error_description })
  }

  return window
}

/** Decides for the test's account, else for the app's hint, else for the first account that is not connected yet. */
function decide(vault: MockVault, state: string, picked: string | undefined): void {
  const { behaviour, accounts, hint, held } = vault.accounts(state)
  const names = accounts.map(({ account_identifier }) => account_identifier)
  const account = picked ?? hint ?? names.find((name) => !held.includes(name)) ?? names[0] ?? ''
  vault.decide(state, behaviour === 'denies' ? { deny: true } : { account })
}
