import '@testing-library/jest-dom/vitest'
import { act, cleanup, configure } from '@testing-library/react'
import type { Connection, PageSession } from '@alter/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { Backend, mock, VAULT } from './backend.ts'

// Loading a machine may take longer than the usual second.
configure({ asyncUtilTimeout: 30_000 })

/** The user's browser in all windows of a test. */
const BROWSER = 'this browser'

/** Does what the user and the Connect page do with the session of a window. */
export function finishSession(token: string, decision: { account: string } | { deny: true }): PageSession {
  const proof = { token, browser: BROWSER }
  const { session_id, providers, agent } = mock.vault.start(proof)
  // In a session for an agent, the user agrees to what the app asks for.
  const tightening = agent && {}
  const { authorization_url } = mock.vault.authorize(proof, providers[0]?.id ?? '', undefined, tightening)
  mock.vault.decide(new URL(authorization_url).searchParams.get('state') ?? '', decision)
  const byId = { id: session_id, browser: BROWSER }
  return providers.length > 1 ? mock.vault.complete(byId) : mock.vault.start(byId)
}

/** A window that the widget opened and the test controls. */
export class Popup {
  closed = false
  focused = 0
  url = ''
  readonly location = {
    replace: (url: string): void => {
      this.url = url
    },
  }

  focus(): void {
    this.focused += 1
  }

  close(): void {
    this.closed = true
  }

  postMessage(): void {}

  get token(): string {
    return /session=(alter_cs_.+)$/.exec(this.url)?.[1] ?? ''
  }

  /** The Connect page has loaded. */
  async arrive(): Promise<void> {
    await this.#say({ type: 'alter_connect_hello' })
  }

  /** The user connects the account of that label. */
  async succeed({ account_identifier: account }: Pick<Connection, 'account_identifier'>): Promise<void> {
    const { grants } = finishSession(this.token, { account })
    await this.#say({ type: 'alter_connect_success', grants })
  }

  /** The user refuses at the provider. */
  async deny(): Promise<void> {
    const { error, error_description } = finishSession(this.token, { deny: true })
    await this.#say({ type: 'alter_connect_error', error, error_description })
  }

  async #say(message: Record<string, unknown>): Promise<void> {
    const session = /^alter_cs_([\da-f]{32})/.exec(this.token)?.[1] ?? ''
    const event = new MessageEvent('message', { data: { ...message, session }, origin: VAULT })
    Object.defineProperty(event, 'source', { value: this })
    await act(async () => {
      window.dispatchEvent(event)
      await Promise.resolve()
    })
  }
}

/** The test's replacements for `window.open`, whose windows the test controls, and `fetch`, which the mock answers. */
export interface Stage {
  backend: Backend
  popups: Popup[]
  /** The newest window, once it shows the Connect page. */
  popup(): Promise<Popup>
  /** Whether the browser blocks windows. */
  blocking: boolean
}

/** jsdom has no modal dialogs. This one closes like a real one, but does not block what is behind it. */
function teachDialog(): void {
  if ('showModal' in HTMLDialogElement.prototype) return
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true
    },
    close(this: HTMLDialogElement) {
      this.open = false
      act(() => void this.dispatchEvent(new Event('close')))
    },
  })
}

/** A new stage for each test of the file. */
export function useStage(): Stage {
  const stage: Stage = {
    backend: new Backend(globalThis.fetch),
    popups: [],
    blocking: false,
    popup: () =>
      vi.waitFor(() => {
        const popup = stage.popups.at(-1)
        if (!popup?.token) throw new Error('no window shows the Connect page')
        return popup
      }),
  }
  const open = new Set<Promise<Response>>()
  let mocked = globalThis.fetch
  const send: typeof fetch = (input, init) => {
    const answer = mocked(input, init)
    open.add(answer)
    void answer.finally(() => open.delete(answer)).catch(() => undefined)
    return answer
  }
  beforeAll(async () => {
    await mock.start()
    mocked = globalThis.fetch
    globalThis.fetch = send
  })
  afterAll(async () => {
    // The page is removed after the file, so a later answer would find none.
    while (open.size > 0) {
      await Promise.allSettled(open)
      await new Promise((resolve) => setTimeout(resolve))
    }
    globalThis.fetch = mocked
    mock.stop()
  })
  beforeEach(() => {
    mock.use('success')
    stage.backend = new Backend(send)
    stage.popups = []
    stage.blocking = false
    teachDialog()
    vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => stage.backend.fetch(input, init))
    vi.stubGlobal('open', () => {
      if (stage.blocking) return null
      const popup = new Popup()
      stage.popups.push(popup)
      return popup
    })
  })
  afterEach(() => {
    cleanup()
    localStorage.clear()
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })
  return stage
}
