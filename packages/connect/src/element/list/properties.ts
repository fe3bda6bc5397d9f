import type { ProviderId } from '@alter/protocol'
import type { Texts } from '../../texts/texts.ts'
import type { MintSession } from '../../options.ts'

/**
 * `<alter-connected-accounts>`: connect, add another, reconnect, choose the default, disconnect. Each property but
 * `session` and `texts` is the attribute of that name in kebab case.
 */
export interface AlterConnectedAccounts extends HTMLElement {
  /** Where the backend mounts `alterRoutes`. Default: `/api/alter`. */
  basePath: string
  /**
   * Ids of the providers to list, in this order; as an attribute with spaces between them. Default: all of the app's, and
   * those with an account.
   */
  providers: readonly ProviderId[]
  /** Level of the providers' headings, from 2 to 6. Default: 3. */
  headingLevel: number
  /** How long disconnecting can be undone, in milliseconds; 0: not at all. Default: 8000. */
  undoTime: number
  /** Whether cookies go along to the backend: `include` where it is on another origin. Default: `same-origin`. */
  credentials: string
  /** Who is signed in, such as the user's id: with another one the list of the former user is dropped. */
  userKey: string
  /**
   * Where the user signs in, which is offered where the session is over. The event `alter-sign-in` comes first:
   * `preventDefault()` stays on the page.
   */
  signInUrl: string
  /** Address of the vault, where the session does not name it. */
  vault: string
  /** `auto` (default), `popup` or `redirect`. */
  mode: string
  /** `redirect`: the full page instead of a popup that the browser blocked. */
  whenBlocked: string
  /** Gets a session. Default: a `POST` to `session` below `basePath`. */
  session: MintSession | undefined
  /** A language, or single texts in place of the English ones. */
  texts: Partial<Texts> | undefined
  /** Asks the backend for the list again. */
  refresh(): Promise<void>
}

declare global {
  interface HTMLElementTagNameMap {
    'alter-connected-accounts': AlterConnectedAccounts
  }
  interface HTMLElementEventMap {
    'alter-sign-in': CustomEvent<null>
  }
}
