import type { ProviderId } from '@alter/protocol'
import type { Texts } from '../../texts/texts.ts'
import type { ConnectError } from '../../errors.ts'
import type { MintSession } from '../../options.ts'
import type { Exit, NewConnections } from '../../outcome.ts'

/** `<alter-connect-button>`: connects an account. Each text property is the attribute of that name in kebab case. */
export interface AlterConnectButton extends HTMLElement {
  /** Provider id; left out, the user chooses on the page. */
  provider: ProviderId
  /** The grant to authorize again. */
  grantId: string
  /** Name of the agent that the user is asked to let use the account. */
  agent: string
  /** Label of the account to preselect. */
  accountHint: string
  /** `auto` (default), `popup` or `redirect`. */
  mode: string
  /** `redirect`: the full page instead of a popup that the browser blocked. */
  whenBlocked: string
  /** Address of the vault, where the session does not name it. */
  vault: string
  /** Where the backend mounts `alterRoutes`: a session comes from `session` there, and the logo from `providers`. */
  basePath: string
  /** Where a `POST` gets a session, in place of the one below `basePath`. */
  sessionUrl: string
  /** Whether cookies go along to the backend: `include` where it is on another origin. Default `same-origin`. */
  credentials: string
  /** Gets a session, in place of `sessionUrl`. */
  session: MintSession | undefined
  /** A language, or single texts in place of the English ones. */
  texts: Partial<Texts> | undefined
  /**
   * What stands below the button: while the window is open how to go on, to show it and to cancel; then why nothing was
   * connected. `waiting`: only the first; `none`: nothing. Default: all of it.
   */
  help: string
  /** Whether the button takes no clicks. Default `false`. */
  disabled: boolean
  /** Its name in a form. */
  name: string
  /** What it shows and says aloud while the window is open. Default: an English text. */
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
export const TEXT_PROPERTIES: readonly string[] = [
  'provider',
  'grantId',
  'agent',
  'accountHint',
  'mode',
  'whenBlocked',
  'vault',
  'basePath',
  'sessionUrl',
  'credentials',
  'help',
  'name',
  'textWaiting',
  'textBlocked',
  'textConnected',
  'textError',
  'textNotStarted',
]

export const BUTTON_PROPERTIES: readonly string[] = [
  ...TEXT_PROPERTIES,
  'disabled',
  'session',
  'texts',
  'value',
]
