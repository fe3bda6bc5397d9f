import type { AccountPhase, ConnectedAccount } from '../../accounts/account-list.ts'
import type { AccountsTexts } from '../../texts/accounts-texts.ts'
import type { GroupsState, ProviderGroup } from '../../accounts/groups.ts'
import type { Note } from '../../accounts/list-changes.ts'
import type { Texts } from '../../texts/texts.ts'
import type { ConnectState, Target } from '../../outcome.ts'

/** What an action of the list connects. */
export interface ListTarget extends Target {
  provider: string
  accountHint?: string | undefined
}

/** What the list shows, and what can be done in it. */
export interface ListModel {
  state: GroupsState
  /** Those of the first content. */
  texts: AccountsTexts
  /** In place of the English ones. */
  own: Partial<Texts>
  /** Where the flow of the page stands. */
  flow: ConnectState
  headingLevel: number
  /** Where the user signs in; without it nothing is offered. */
  signInUrl: string | undefined
  /** How many accounts the skeleton holds the place of, by provider. */
  rows: readonly number[]
  query: string
  message: string
  note: Note | undefined
  /** Ids of the grants that have just been connected. */
  fresh: ReadonlySet<string>
  /** Addresses of logos that cannot be loaded. */
  brokenLogos: Set<string>
  /** Of an account, by its grant, or of what an agent may do with one, by its delegation. */
  phaseOf: (id: string) => AccountPhase
  setPhase: (id: string, phase: AccountPhase) => void
  connect: (target: ListTarget) => void
  cancel: () => void
  /** Asks no more: now, or when the time to undo is over. */
  disconnect: (group: ProviderGroup, account: ConnectedAccount) => void
  undo: (grantId: string) => void
  makeDefault: (group: ProviderGroup, account: ConnectedAccount) => void
  /** Ends what an agent may do with an account, by the delegation. */
  removeAgent: (group: ProviderGroup, account: ConnectedAccount, delegationId: string) => void
  search: (query: string) => void
  retry: () => void
  /** Called with the click on the link to sign in. */
  signIn: (event: Event) => void
  redraw: () => void
}
