import '@testing-library/jest-dom/vitest'
import { act, cleanup, configure } from '@testing-library/react'
import type { Connection } from '@alter/protocol'
import { afterEach, beforeEach, vi } from 'vitest'
import { Backend, VAULT } from './backend.ts'

// A loaded machine may take longer than the second that is usual.
configure({ asyncUtilTimeout: 10_000 })
vi.setConfig({ testTimeout: 60_000 })

/** A window that the widget opened, in the hands of the test. */
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

  get session(): string {
    return /session=alter_cs_([\da-f]{32})/.exec(this.url)?.[1] ?? ''
  }

  /** As the Connect page does when it has loaded. */
  async arrive(): Promise<void> {
    await this.#say({ type: 'alter_connect_hello' })
  }

  /** As the Connect page does when an account was connected. */
  async succeed(...grants: Connection[]): Promise<void> {
    await this.#say({ type: 'alter_connect_success', grants })
  }

  async fail(error: string): Promise<void> {
    await this.#say({ type: 'alter_connect_error', error, error_description: error })
  }

  async #say(message: Record<string, unknown>): Promise<void> {
    const event = new MessageEvent('message', {
      data: { ...message, session: this.session },
      origin: VAULT,
    })
    Object.defineProperty(event, 'source', { value: this })
    await act(async () => {
      window.dispatchEvent(event)
      await Promise.resolve()
    })
  }
}

/** The browser's two edges, faked: `window.open` and `fetch`. Everything between is the real thing. */
export interface Stage {
  backend: Backend
  popups: Popup[]
  /** The newest window, once it shows the Connect page. */
  popup(): Promise<Popup>
  /** Whether the browser refuses to open windows. */
  blocking: boolean
}

/** jsdom has no modal dialogs: this one closes like a real one, and keeps nothing behind it from the user. */
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

/** A fresh stage for each test of the file. */
export function useStage(): Stage {
  const stage: Stage = {
    backend: new Backend(),
    popups: [],
    blocking: false,
    popup: () =>
      vi.waitFor(() => {
        const popup = stage.popups.at(-1)
        if (!popup?.session) throw new Error('no window shows the Connect page')
        return popup
      }),
  }
  beforeEach(() => {
    stage.backend = new Backend()
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
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })
  return stage
}
