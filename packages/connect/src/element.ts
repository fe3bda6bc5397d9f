import type { Connection } from '@alter/protocol'
import { createConnect, type AlterConnect } from './connect.ts'
import type { ConnectError } from './errors.ts'
import type { ConnectState, Exit } from './machine.ts'
import type { AlterConnectConfig, MintSession, ConnectOptions } from './options.ts'
import { attributeOf, nameOf, read, textOf } from './element-text.ts'
import { postSession } from './post-session.ts'

/** `<alter-connect-button>`: connects an account. Each text property is the attribute of that name in kebab case. */
export interface AlterConnectButton extends HTMLElement {
  /** Provider id; left out, the user chooses on the page. */
  provider: string
  /** The grant to authorize again. */
  grantId: string
  /** Label of the account to preselect. */
  accountHint: string
  /** `auto` (default), `popup` or `redirect`. */
  mode: string
  /** `redirect`: the full page instead of a popup that the browser blocked. */
  whenBlocked: string
  /** Address of the vault, where the session does not name it. */
  vault: string
  /** Where a `POST` gets a session. */
  sessionUrl: string
  /** Gets a session, in place of `sessionUrl`. */
  session: MintSession | undefined
  disabled: boolean
  /** Id of the grant that was connected; empty before. */
  readonly value: string
}

declare global {
  interface HTMLElementTagNameMap {
    'alter-connect-button': AlterConnectButton
  }
  interface HTMLElementEventMap {
    'alter-success': CustomEvent<{ connections: Connection[]; late: boolean }>
    'alter-error': CustomEvent<ConnectError>
    'alter-exit': CustomEvent<Exit>
  }
}

/** The text properties; each has its attribute. */
const PROPERTIES = ['provider', 'grantId', 'accountHint', 'mode', 'whenBlocked', 'vault', 'sessionUrl']

const STYLE =
  ':host{display:inline-block}:host([hidden]){display:none}button{font:inherit}' +
  '[role=status]{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}'

/**
 * Defines `<alter-connect-button>`. All buttons share one widget, so that one window is open at a time; markup that is
 * there already comes alive, with the properties it was given before.
 * @returns the widget
 */
export function defineConnectButton(config: AlterConnectConfig = {}): AlterConnect {
  const connect = createConnect(config)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  const buttons = new Set<ConnectButton>()
  /** Pressed last. */
  let pressed: ConnectButton | undefined
  /** An error that was told before the call rejects with it. */
  let told: ConnectError | undefined

  /** Whose flow it is: the one that was pressed, or the first of its target where an earlier page began it. */
  const owner = (state: ConnectState): ConnectButton | undefined =>
    pressed?.isAbout(state) ? pressed : [...buttons].find((button) => button.isAbout(state))

  const tell = (type: string, detail: unknown): void => owner(connect.store.getState())?.tell(type, detail)

  let isListening = false
  const listen = (): void => {
    if (isListening) return
    isListening = true
    connect.store.subscribe(() => {
      for (const button of buttons) button.show()
    })
    connect.on('success', (connections, { late }) => tell('success', { connections, late }))
    connect.on('exit', (exit) => tell('exit', exit))
    connect.on('error', (error) => {
      told = error
      // Taken out of the page, a button has nobody to tell.
      if (error.code !== 'aborted') tell('error', error)
    })
  }

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
      // Set before the element was defined, a property hides the one of the class.
      for (const name of [...PROPERTIES, 'disabled']) {
        if (!Object.hasOwn(this, name)) continue
        const value: unknown = Reflect.get(this, name)
        Reflect.deleteProperty(this, name)
        Reflect.set(this, name, value)
      }
      if (this.#life.signal.aborted) this.#life = new AbortController()
      listen()
      buttons.add(this)
      this.show()
    }

    disconnectedCallback(): void {
      queueMicrotask(() => {
        // It may only have been moved.
        if (this.isConnected) return
        buttons.delete(this)
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
      const status = owner(state) === this ? state.status : 'idle'
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
      // oxlint-disable-next-line no-this-alias -- which of all buttons it was
      pressed = this
      connect.connect(this.#options()).catch((error) => {
        if (error !== told) this.tell('error', error)
      })
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

  for (const property of PROPERTIES) {
    Object.defineProperty(ConnectButton.prototype, property, {
      get(this: HTMLElement) {
        return read(this, property) ?? ''
      },
      set(this: HTMLElement, value: string) {
        this.setAttribute(attributeOf(property), value)
      },
    })
  }
  customElements.define('alter-connect-button', ConnectButton)
  return connect
}
