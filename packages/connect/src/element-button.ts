import type { AlterConnect } from './connect.ts'
import { PROPERTIES, read, reflect, upgrade } from './element-properties.ts'
import { createSheet } from './element-style.ts'
import { nameOf, textOf } from './element-text.ts'
import type { ConnectState } from './machine.ts'
import type { ConnectOptions, MintSession } from './options.ts'
import { postSession } from './post-session.ts'

/** A button, as its group sees it. */
export interface Member {
  /** Whether a state is about what the button connects. */
  isAbout(state: ConnectState): boolean
  /** Shows how the flow for its target stands. */
  show(): void
  tell(type: string, detail: unknown): void
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
    static readonly formAssociated = true
    static readonly observedAttributes = ['provider', 'grant-id']
    readonly #internals = this.attachInternals?.()
    readonly #button = document.createElement('button')
    readonly #text = document.createElement('slot')
    readonly #aloud = document.createElement('span')
    #life = new AbortController()
    #value = ''
    declare session: MintSession | undefined

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
    }

    connectedCallback(): void {
      upgrade(this)
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
      this.#keep('')
    }

    get disabled(): boolean {
      return this.hasAttribute('disabled')
    }

    set disabled(disabled: boolean) {
      this.toggleAttribute('disabled', disabled)
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
      const text = textOf(this, status)
      this.setAttribute('data-status', status)
      this.#button.ariaBusy = String(/opening|waiting|detached/.test(status))
      this.#text.textContent = text || `Connect ${nameOf(read(this, 'provider'))}`
      this.#aloud.textContent = text
    }

    tell(type: string, detail: unknown): void {
      this.#keep(Object(detail).connections?.[0].grant_id ?? this.#value)
      this.dispatchEvent(new CustomEvent(`alter-${type}`, { bubbles: true, composed: true, detail }))
    }

    #connect(): void {
      group.press(this)
      // It rejects where no flow begins; how one ends, the group hears.
      connect.open({ ...this.#options(), onSuccess() {} }).catch((error) => this.tell('error', error))
    }

    #options(): ConnectOptions {
      const [provider, grantId, accountHint, mode, whenBlocked, baseURL, url] = PROPERTIES.map((name) =>
        read(this, name),
      )
      return {
        provider,
        grantId,
        accountHint,
        mode: mode === 'popup' || mode === 'redirect' ? mode : undefined,
        whenBlocked: whenBlocked === 'redirect' ? whenBlocked : undefined,
        baseURL,
        token: this.session ?? (url === undefined ? undefined : postSession(url)),
        signal: this.#life.signal,
      }
    }

    #keep(value: string): void {
      this.#value = value
      this.#internals?.setFormValue?.(value)
    }
  }

  reflect(ConnectButton.prototype)
  return ConnectButton
}
