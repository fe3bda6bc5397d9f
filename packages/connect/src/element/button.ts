import type { AlterConnect } from '../connect.ts'
import { credentialsOf, read, reflect, upgrade } from './properties.ts'
import { createSheet } from './style.ts'
import { nameOf, textOf } from './text.ts'
import type { ConnectState } from '../outcome.ts'
import type { ConnectOptions, MintSession } from '../options.ts'
import { postSession } from './post-session.ts'

/** A flow runs. */
const BUSY = new Set<string>(['opening', 'waiting', 'detached'])

/** A button, as its group sees it. */
export interface Member {
  /** Whether a state is about what the button connects. */
  isAbout(state: ConnectState): boolean
  show(): void
  notify(type: string, detail: unknown): void
}

/** The buttons of a page, as one of them sees them. */
export interface Group {
  readonly connect: AlterConnect
  /** Whose flow it is. */
  owner(state: ConnectState): Member | undefined
  press(button: Member): void
  add(button: Member): void
  remove(button: Member): void
}

/** The class of the buttons of a group. */
export function createButtonClass(group: Group): CustomElementConstructor {
  const { connect } = group
  const sheet = createSheet()

  class ConnectButton extends HTMLElement {
    /** The widget of the buttons, for whoever would define them again. */
    static readonly connect = connect
    static readonly formAssociated = true
    static readonly observedAttributes = ['provider', 'grant-id']
    readonly #internals = this.attachInternals?.()
    readonly #button = document.createElement('button')
    readonly #text = document.createElement('slot')
    readonly #aloud = document.createElement('span')
    #life = new AbortController()
    #value = ''
    #session: MintSession | undefined

    constructor() {
      super()
      const label = document.createElement('span')
      label.setAttribute('part', 'label')
      label.append(this.#text)
      this.#button.type = 'button'
      this.#button.setAttribute('part', 'button')
      this.#button.append(label)
      this.#button.addEventListener('click', () => this.#connect())
      this.#aloud.setAttribute('role', 'status')
      const root = this.attachShadow({ mode: 'open', delegatesFocus: true })
      root.adoptedStyleSheets = [sheet]
      root.append(this.#button, this.#aloud)
      upgrade(this)
    }

    connectedCallback(): void {
      if (this.#life.signal.aborted) this.#life = new AbortController()
      group.add(this)
      this.show()
    }

    disconnectedCallback(): void {
      queueMicrotask(() => {
        // It may only have been moved.
        if (this.isConnected) return
        group.remove(this)
        this.#life.abort()
      })
    }

    attributeChangedCallback(): void {
      this.show()
    }

    formDisabledCallback(disabled: boolean): void {
      this.#button.disabled = disabled
    }

    formResetCallback(): void {
      this.#setValue('')
    }

    get disabled(): boolean {
      return this.hasAttribute('disabled')
    }

    set disabled(disabled: boolean) {
      this.toggleAttribute('disabled', disabled)
    }

    get session(): MintSession | undefined {
      return this.#session
    }

    set session(session: MintSession | undefined) {
      this.#session = session
    }

    get value(): string {
      return this.#value
    }

    isAbout(state: ConnectState): boolean {
      return (
        state.status !== 'idle' &&
        state.provider === read(this, 'provider') &&
        state.grantId === read(this, 'grantId')
      )
    }

    /** Shows how the flow for its target stands. */
    show(): void {
      const state = connect.store.getState()
      const status = group.owner(state) === this ? state.status : 'idle'
      const text = textOf(this, state.status === status ? state : undefined)
      this.setAttribute('data-status', status)
      this.#button.ariaBusy = String(BUSY.has(status))
      this.#text.textContent = text || `Connect ${nameOf(read(this, 'provider'))}`
      this.#aloud.textContent = text
    }

    notify(type: string, detail: unknown): void {
      this.#setValue(Object(detail).connections?.[0].grant_id ?? this.#value)
      this.dispatchEvent(new CustomEvent(`alter-${type}`, { bubbles: true, composed: true, detail }))
    }

    #connect(): void {
      group.press(this)
      // It rejects where no flow begins. The group is notified of how a flow ends.
      connect.open({ ...this.#options(), onSuccess() {} }).catch((error) => this.notify('error', error))
    }

    #options(): ConnectOptions {
      const mode = read(this, 'mode')
      const url = read(this, 'sessionUrl')
      return {
        provider: read(this, 'provider'),
        grantId: read(this, 'grantId'),
        accountHint: read(this, 'accountHint'),
        mode: mode === 'popup' || mode === 'redirect' ? mode : undefined,
        whenBlocked: read(this, 'whenBlocked') === 'redirect' ? 'redirect' : undefined,
        baseUrl: read(this, 'vault'),
        token: this.session ?? (url === undefined ? undefined : postSession(url, credentialsOf(this))),
        signal: this.#life.signal,
      }
    }

    #setValue(value: string): void {
      this.#value = value
      this.#internals?.setFormValue?.(value)
    }
  }

  reflect(ConnectButton.prototype)
  return ConnectButton
}
