import type { Connection } from '@alter/protocol'
import type { ConnectError } from './errors.ts'
import type { Exit } from './machine.ts'
import type { MintSession } from './options.ts'

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
export const PROPERTIES: string[] = [
  'provider',
  'grantId',
  'accountHint',
  'mode',
  'whenBlocked',
  'vault',
  'sessionUrl',
]

/** `grantId` is the attribute `grant-id`. */
function attributeOf(property: string): string {
  return property.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)
}

/** The attribute of a property; empty is as good as left out. */
export function read(element: HTMLElement, property: string): string | undefined {
  return element.getAttribute(attributeOf(property)) || undefined
}

/** Gives elements their text properties. */
export function reflect(prototype: HTMLElement): void {
  for (const property of PROPERTIES) {
    Object.defineProperty(prototype, property, {
      get(this: HTMLElement) {
        return read(this, property) ?? ''
      },
      set(this: HTMLElement, value: string) {
        this.setAttribute(attributeOf(property), value)
      },
    })
  }
}

/** Set before the element was defined, a property hides the one of the class. */
export function upgrade(element: HTMLElement): void {
  for (const name of [...PROPERTIES, 'disabled']) {
    if (!Object.hasOwn(element, name)) continue
    const value: unknown = Reflect.get(element, name)
    Reflect.deleteProperty(element, name)
    Reflect.set(element, name, value)
  }
}
