import { undoTimeOf } from '../../accounts/undo-time.ts'
import type { Texts } from '../../texts/texts.ts'
import type { AlterConnect } from '../../connect.ts'
import type { MintSession } from '../../options.ts'
import { postSession } from '../post-session.ts'
import { credentialsOf, flowOptionsOf, read, reflect, upgrade } from '../properties.ts'
import { createSheets, createThemes } from '../style.ts'
import { createClients } from './client.ts'
import { createList, type List, type ListSettings } from './list.ts'
import { STYLE } from './style.ts'

/** The text properties; each has its attribute. */
const TEXT_PROPERTIES = ['basePath', 'credentials', 'userKey', 'signInUrl', 'vault', 'mode', 'whenBlocked']
const PROPERTIES = [...TEXT_PROPERTIES, 'providers', 'headingLevel', 'undoTime', 'session', 'texts']

export interface ListElementConfig {
  connect: AlterConnect
  /** Whether the widget knows how to get sessions. */
  hasSession: boolean
  texts: Partial<Texts> | undefined
}

/** The class of the lists of a page. */
export function createListClass({ connect, hasSession, texts }: ListElementConfig): CustomElementConstructor {
  const sheets = createSheets(STYLE)
  const clientOf = createClients(connect)
  const followTheme = createThemes()

  class ConnectedAccounts extends HTMLElement {
    /** The widget of the lists, for whoever would define them again. */
    static readonly connect = connect
    static readonly observedAttributes = [
      'base-path',
      'credentials',
      'user-key',
      'providers',
      'heading-level',
      'sign-in-url',
    ]
    readonly #root = this.attachShadow({ mode: 'open' })
    #list: List | undefined
    #session: MintSession | undefined
    #texts: Partial<Texts> | undefined
    #isQueued = false

    constructor() {
      super()
      upgrade(this, PROPERTIES)
    }

    connectedCallback(): void {
      followTheme()
      document.addEventListener('alter-success', this)
      if (!this.#list) this.#start()
    }

    disconnectedCallback(): void {
      queueMicrotask(() => {
        // It may only have been moved.
        if (this.isConnected) return
        document.removeEventListener('alter-success', this)
        this.#list?.stop()
        this.#list = undefined
      })
    }

    attributeChangedCallback(name: string): void {
      if (name === 'base-path' || name === 'credentials' || name === 'user-key') this.#restart()
      else this.#list?.redraw()
    }

    /** A button beside the list says of its own account that it is connected. */
    handleEvent({ target, detail }: HTMLElementEventMap['alter-success']): void {
      if (target !== this) this.#list?.hear(detail.connections.map(({ grant_id }) => grant_id))
    }

    get providers(): string[] {
      return (
        read(this, 'providers')
          ?.split(/[\s,]+/)
          .filter(Boolean) ?? []
      )
    }

    set providers(providers: readonly string[] | string) {
      this.setAttribute('providers', typeof providers === 'string' ? providers : providers.join(' '))
    }

    get headingLevel(): number {
      return Math.round(Number(read(this, 'headingLevel'))) || 3
    }

    set headingLevel(level: number) {
      this.setAttribute('heading-level', String(level))
    }

    get undoTime(): number {
      return undoTimeOf(read(this, 'undoTime'))
    }

    set undoTime(time: number) {
      this.setAttribute('undo-time', String(time))
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

    set texts(own: Partial<Texts> | undefined) {
      this.#texts = own
      this.#list?.redraw()
    }

    refresh(): Promise<void> {
      return this.#list?.refresh() ?? Promise.resolve()
    }

    #start(): void {
      this.#root.replaceChildren()
      this.#root.adoptedStyleSheets = sheets
      this.#list = createList({
        connect,
        client: clientOf({
          basePath: this.#basePath(),
          credentials: credentialsOf(this),
          userKey: read(this, 'userKey'),
        }),
        root: this.#root,
        settings: () => this.#settings(),
        notify: (type, detail) =>
          this.dispatchEvent(
            new CustomEvent(`alter-${type}`, { bubbles: true, composed: true, cancelable: true, detail }),
          ),
      })
    }

    /** Once for all attributes that a framework sets one after the other. */
    #restart(): void {
      if (!this.#list || this.#isQueued) return
      this.#isQueued = true
      queueMicrotask(() => {
        this.#isQueued = false
        this.#list?.stop()
        this.#list = undefined
        if (this.isConnected) this.#start()
      })
    }

    #basePath(): string {
      return (read(this, 'basePath') ?? '/api/alter').replace(/\/+$/, '')
    }

    #settings(): ListSettings {
      const { providers, headingLevel, undoTime } = this
      const session = postSession(`${this.#basePath()}/session`, credentialsOf(this))
      return {
        own: { ...texts, ...this.#texts },
        only: providers.length > 0 ? providers : undefined,
        headingLevel: Math.min(6, Math.max(2, headingLevel)),
        undoTime,
        signInUrl: read(this, 'signInUrl'),
        options: {
          ...flowOptionsOf(this),
          token: this.#session ?? (hasSession ? undefined : session),
        },
      }
    }
  }

  reflect(ConnectedAccounts.prototype, TEXT_PROPERTIES)
  return ConnectedAccounts
}
