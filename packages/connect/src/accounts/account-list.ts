import type { Leftover } from './leftover.ts'
import type { Request } from '../requests/request.ts'
import type { RequestError } from '../requests/request-error.ts'
import type { Grant } from '@alter/protocol'

/** An account of the user, as listed by the app's backend. */
export type ConnectedAccount = Grant

/** What has been opened of an account's actions. */
export type AccountPhase = 'closed' | 'menu' | 'details' | 'asking' | 'undoable' | 'ending'

/** Where the list of accounts stands. */
export type ConnectionsState =
  | { status: 'loading' }
  /** As of `at`, in milliseconds since the epoch. `error`: the last refresh failed, so it may be out of date. */
  | { status: 'ready'; connections: ConnectedAccount[]; at: number; error?: RequestError }
  | { status: 'error'; error: RequestError }

/** What can be done with the list of accounts. */
export interface ConnectionsActions {
  /** Asks the backend again. Never rejects: the outcome is in the state. */
  refresh: () => Promise<void>
  /**
   * Ends the app's access. The account leaves the list at once, and comes back if that fails. Resolves when the list is
   * right again, with what is left at the provider if the provider did not end it too. Rejects with `RequestError`, at
   * once.
   */
  disconnect: (grantId: string) => Promise<Leftover | undefined>
  /** Makes this the account that is used where none is named. Shows, settles and rejects as `disconnect`. */
  setDefault: (grantId: string) => Promise<void>
}

/** The user's connected accounts, shared by all components that show them. */
export interface Connections extends Pick<ConnectionsActions, 'refresh'> {
  /** For what is loaded later. */
  changing: ChangingList
  getState: () => ConnectionsState
  /** Loads with the first listener, and is kept up to date until the last one has left. */
  subscribe: (listener: () => void) => () => void
}

/** What a change that is on its way does to the list. */
export type Change = (list: ConnectedAccount[]) => ConnectedAccount[]

/** What a change needs of the list. */
export interface ChangingList {
  /** Those that are on their way. */
  changes: Set<Change>
  /** Shows the list as they make it. */
  show: () => void
  request: Request
  refresh: () => Promise<void>
  tellOthers: () => void
  /** Whether the user is leaving the page at this moment. */
  isLeaving: () => boolean | undefined
}

/** What a button knows of the accounts at its provider. */
export type KnownAccounts =
  | { status: 'unknown' | 'checking' }
  | { status: 'known'; accounts: ConnectedAccount[] }
