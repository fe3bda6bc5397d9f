import type { ProviderInfo } from '@alter/protocol'
import { followSurface } from '../../provider/later/logo-surface.ts'
import { isAborted, isAbout, isWindowOpen } from '../../button/flow-state.ts'
import { nameOf } from '../../provider/provider-name.ts'
import type { Texts } from '../../texts/texts.ts'
import type { AlterConnect } from '../../connect.ts'
import { ConnectError } from '../../errors.ts'
import type { ConnectOptions, MintSession } from '../../options.ts'
import type { ConnectState, Target } from '../../outcome.ts'
import { BUTTON_PROPERTIES, TEXT_PROPERTIES } from './button-properties.ts'
import type { ShowHelp } from './button-help.ts'
import { loadButtonHelp } from './later/button-help.ts'
import { postSession } from '../post-session.ts'
import { attributeOf, credentialsOf, flowOptionsOf, read, reflect, upgrade } from '../properties.ts'
import { createSheets, createThemes } from '../style.ts'
import { BUTTON_STYLE } from './button-style.ts'
import { sayingFor } from './saying.ts'

const NO_SESSION_URL =
  'session-url is missing: set it to the route of your backend that mints sessions, such as /api/alter/session'

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
  /** In place of the English texts, unless a button has its own. */
  readonly texts: Partial<Texts> | undefined
  /** Whose flow it is. */
  owner(state: ConnectState): Member | undefined
  press(button: Member): void
  add(button: Member): void
  remove(button: Member): void
  /** The providers of a backend, asked once; none where it does not say. */
  providers(url: string, credentials: RequestCredentials | undefined): Promise<ProviderInfo[]>
}

/** The class of the buttons of a group. */
export function createButtonClass(group: Group): CustomElementConstructor {
  const { connect } = group
  const sheets = createSheets(BUTTON_STYLE)
  const followTheme = createThemes()

  class ConnectButton extends HTMLElement {
    /** The widget of the buttons, for whoever would define them again. */
    static readonly connect = connect
    static readonly formAssociated = true
    static readonly observedAttributes = TEXT_PROPERTIES.map(attributeOf)
    readonly #internals = this.attachInternals?.()
    readonly #button = document.createElement('button')
    readonly #label = document.createElement('span')
    readonly #shown = document.createElement('span')
    readonly #text = document.createElement('slot')
    readonly #aloud = document.createElement('span')
    readonly #logo = document.createElement('img')
    #life = new AbortController()
    #value = ''
    #session: MintSession | undefined
    #texts: Partial<Texts> | undefined
    #info: ProviderInfo | undefined
    #showHelp: ShowHelp | undefined

    constructor() {
      super()
      this.#label.part.add('label')
      this.#shown.append(this.#text)
      this.#button.type = 'button'
      this.#button.part.add('button')
      this.#button.append(this.#label)
      this.#button.addEventListener('click', () => {
        // WebKit does not focus a clicked button: without this, nothing had the focus once the window closes.
        this.#button.focus()
        this.#connect()
      })
      this.#logo.part.add('logo')
      this.#logo.alt = ''
      // A button works without.
      this.#logo.addEventListener('error', () => this.#logo.remove())
      this.#aloud.setAttribute('role', 'status')
      const root = this.attachShadow({ mode: 'open', delegatesFocus: true })
      root.adoptedStyleSheets = sheets
      root.append(this.#button, this.#aloud)
      upgrade(this, BUTTON_PROPERTIES)
    }

    connectedCallback(): void {
      if (this.#life.signal.aborted) this.#life = new AbortController()
      followTheme()
      group.add(this)
      this.#refresh()
      // It must be there when a flow fails because the network is down.
      void this.#loadHelp()
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
      if (this.isConnected) this.#refresh()
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

    get texts(): Partial<Texts> | undefined {
      return this.#texts
    }

    set texts(texts: Partial<Texts> | undefined) {
      this.#texts = texts
      this.show()
    }

    get value(): string {
      return this.#value
    }

    isAbout(state: ConnectState): boolean {
      return isAbout(state, this.#target())
    }

    /** Shows how the flow for its target stands. */
    show(): void {
      const now = connect.store.getState()
      const isMine = group.owner(now) === this && !isAborted(now)
      const state: ConnectState = isMine ? now : { status: 'idle' }
      const provider = read(this, 'provider')
      const name = this.#info?.name ?? (provider && nameOf(provider))
      const texts = { ...group.texts, ...this.#texts }
      const { label, aloud, labels, isBusy } = sayingFor(this, state, name, texts)
      for (const element of [this, this.#button]) element.dataset['status'] = state.status
      this.#button.ariaBusy = String(isBusy)
      this.#text.textContent = label
      this.#aloud.textContent = aloud
      // A text between the tags is the app's, and has its own width.
      const reserved = this.textContent.trim() === '' ? labels : []
      this.#label.replaceChildren(this.#shown, ...reserved.map(placeFor))
      if (!this.#showHelp && state.status !== 'idle') void this.#loadHelp()
      const waiting = read(this, 'textWaiting')
      this.#showHelp?.(this.#isHelped(state) ? state : { status: 'idle' }, {
        ...texts,
        ...(waiting !== undefined && { waiting }),
      })
    }

    notify(type: string, detail: unknown): void {
      this.#setValue(Object(detail).connections?.[0].grant_id ?? this.#value)
      this.dispatchEvent(new CustomEvent(`alter-${type}`, { bubbles: true, composed: true, detail }))
    }

    /** Whether the state is explained below the button: not where the app does so itself. */
    #isHelped(state: ConnectState): boolean {
      const help = read(this, 'help')
      return help === 'waiting' ? isWindowOpen(state) : help !== 'none'
    }

    /** A button works without it. The next flow tries again. */
    async #loadHelp(): Promise<void> {
      const loaded = await loadButtonHelp().catch(() => undefined)
      const root = this.shadowRoot
      if (this.#showHelp || !loaded || !root) return
      this.#showHelp = loaded.createButtonHelp({
        root,
        button: this.#button,
        showWindow: () => this.#connect(),
        cancel: () => connect.close(),
      })
      this.show()
    }

    #refresh(): void {
      this.show()
      void this.#ask()
    }

    /** Asks the backend for the name and logo of the provider. */
    async #ask(): Promise<void> {
      const url = this.#route('providers')
      const all = url === undefined ? [] : await group.providers(url, credentialsOf(this))
      const provider = read(this, 'provider')
      this.#info = all.find(({ id }) => id === provider)
      this.#logo.remove()
      if (this.#info) {
        this.#logo.src = this.#info.logo_url
        this.#button.prepend(this.#logo)
        void followSurface(this.#logo)
      }
      this.show()
    }

    /** A route of the backend: its session route says where the others are. */
    #route(name: string): string | undefined {
      const base = read(this, 'basePath') ?? /(.*)\/session$/.exec(read(this, 'sessionUrl') ?? '')?.[1]
      return base?.replace(/\/*$/, `/${name}`)
    }

    #connect(): void {
      group.press(this)
      const options = this.#options()
      // It rejects if no flow begins. The group hears how a flow ends.
      connect.open({ ...options, onSuccess() {} }).catch((error: ConnectError) => {
        const isUnset = error.code === 'invalid_options' && options.token === undefined
        const shown = isUnset ? new ConnectError('invalid_options', NO_SESSION_URL, { cause: error }) : error
        // Nothing is seen of it, and a page may listen to nothing.
        // oxlint-disable-next-line no-console -- it is for the developer of the page
        console.warn(`[alter] ${shown.message}`)
        this.notify('error', shown)
      })
    }

    #target(): Target {
      return {
        provider: read(this, 'provider'),
        grantId: read(this, 'grantId'),
        agent: read(this, 'agent'),
      }
    }

    #options(): ConnectOptions {
      const url = read(this, 'sessionUrl') ?? this.#route('session')
      return {
        ...this.#target(),
        accountHint: read(this, 'accountHint'),
        ...flowOptionsOf(this),
        token: this.session ?? (url === undefined ? undefined : postSession(url, credentialsOf(this))),
        signal: this.#life.signal,
      }
    }

    #setValue(value: string): void {
      this.#value = value
      this.#internals?.setFormValue?.(value)
    }
  }

  reflect(ConnectButton.prototype, TEXT_PROPERTIES)
  return ConnectButton
}

/** Keeps the size of a text that may stand there. */
function placeFor(text: string): HTMLElement {
  const place = document.createElement('span')
  place.dataset['text'] = text
  return place
}
