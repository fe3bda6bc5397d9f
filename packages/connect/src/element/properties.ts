import type { ProviderId } from '@alter/protocol'
import type { ConnectError } from '../errors.ts'
import type { Exit, NewConnections } from '../outcome.ts'
import type { MintSession } from '../options.ts'

/** `<alter-connect-button>`: connects an account. Each text property is the attribute of that name in kebab case. */
export interface AlterConnectButton extends HTMLElement {
  /** Provider id; left out, the user chooses on the page. */
  provider: ProviderId
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
  /** Whether cookies go along to `sessionUrl`: `include` where it is on another origin. Default `same-origin`. */
  credentials: string
  /** Gets a session, in place of `sessionUrl`. */
  session: MintSession | undefined
  /** Whether the button takes no clicks. Default `false`. */
  disabled: boolean
  /** Its name in a form. */
  name: string
  /** What it shows and says aloud, in place of the English texts. */
  textWaiting: string
  /** Shown where the browser blocked the window. Default: an English text. */
  textBlocked: string
  /** Shown when an account was connected. Default: an English text. */
  textConnected: string
  /** Shown when the flow failed. Default: an English text. */
  textError: string
  /** In place of `textError`, where the flow did not begin. */
  textNotStarted: string
  /** Id of the grant that was connected; empty before. */
  readonly value: string
}

declare global {
  interface HTMLElementTagNameMap {
    'alter-connect-button': AlterConnectButton
  }
  interface HTMLElementEventMap {
    'alter-success': CustomEvent<{ connections: NewConnections; late: boolean }>
    'alter-error': CustomEvent<ConnectError>
    'alter-exit': CustomEvent<Exit>
  }
}

/** The text properties; each has its attribute. */
const TEXT_PROPERTIES: string[] = [
  'provider',
  'grantId',
  'accountHint',
  'mode',
  'whenBlocked',
  'vault',
  'sessionUrl',
  'credentials',
  'name',
  'textWaiting',
  'textBlocked',
  'textConnected',
  'textError',
  'textNotStarted',
]

/** `grantId` is the attribute `grant-id`. */
function attributeOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** The attribute of a property; empty is as good as left out. */
export function read(element: HTMLElement, property: string): string | undefined {
  return element.getAttribute(attributeOf(property)) || undefined
}

/** How cookies travel to another origin; anything else is as good as left out. */
export function credentialsOf(element: HTMLElement): RequestCredentials | undefined {
  const value = read(element, 'credentials')
  return value === 'include' || value === 'omit' || value === 'same-origin' ? value : undefined
}

/** Gives elements accessors for their text properties: frameworks pass on what is `in` an element, and no more. */
export function reflect(prototype: HTMLElement): void {
  for (const property of TEXT_PROPERTIES) {
    Object.defineProperty(prototype, property, {
      configurable: true,
      enumerable: true,
      get(this: HTMLElement) {
        return read(this, property) ?? ''
      },
      set(this: HTMLElement, value: string) {
        this.setAttribute(attributeOf(property), value)
      },
    })
  }
}

/** Hands what was set before the element was defined, and would hide the accessors, to these. */
export function upgrade(element: HTMLElement): void {
  for (const name of [...TEXT_PROPERTIES, 'disabled', 'session', 'value']) {
    if (!Object.hasOwn(element, name)) continue
    const value: unknown = Reflect.get(element, name)
    Reflect.deleteProperty(element, name)
    Reflect.set(element, name, value)
  }
}
