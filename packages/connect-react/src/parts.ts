import type { ComponentType } from 'react'
import type { AgentLabel } from './wire.ts'
import type { ConnectedAccount } from '@alter/connect/accounts/account-list'
import type { ProviderGroup } from '@alter/connect/accounts/groups'
import type { Health, ScopeWords } from '@alter/connect/accounts/health'
import type { Leftover } from '@alter/connect/accounts/leftover'
import type { ConnectCallbacks } from './connect-target.ts'
import type { DisconnectProps } from './disconnect.tsx'
import type { NoticeProps } from './notice.tsx'
import type { ProviderLogoProps } from './provider-logo.tsx'
import type { SkeletonProps } from './skeleton.tsx'

/** Level of a heading, as in `<h3>`. */
export type HeadingLevel = 2 | 3 | 4 | 5 | 6

/** What the items of the list have in common. */
interface ItemProps {
  /** When the list was fetched, in milliseconds since the epoch. Default: now. */
  at?: number | undefined
  /** Those of connecting and reconnecting. Default: none. */
  callbacks?: ConnectCallbacks | undefined
  /** Level of the providers' headings. Default: 3. */
  headingLevel?: HeadingLevel
  /** Components in place of our own. Default: those of this package. */
  parts?: Partial<AccountsParts>
  /** How long disconnecting can be undone, in milliseconds. Default: 8000. */
  undoTime?: number | undefined
}

/** What `<AccountItem>` is given. */
export interface AccountItemProps extends ItemProps {
  /** The account that is shown. */
  account: ConnectedAccount
  /** How it is. Default: what the account says of itself. */
  health?: Health
  /** It can be made the default: it is good, another is it, and there is more than one to choose from. Default: false. */
  canBeDefault?: boolean
  /** It is the default of several. Default: false. */
  isDefault?: boolean
  /** It has just been connected: it is marked. Default: false. */
  isNew?: boolean
  /** What the provider's scopes are called, for the details. Default: the scopes themselves. */
  words?: ScopeWords
  /** Called when the time to undo is over; until what it returns settles, the account says that it is disconnecting. Default: nothing. */
  onDisconnect?: () => unknown
  /** Called when the user makes it the default; what it returns is waited for. Default: nothing. */
  onMakeDefault?: () => unknown
  /** Called when the user ends what an agent may do with the account. Default: such agents are not shown. */
  onRemoveAgent?: ((agent: AgentLabel) => unknown) | undefined
}

/** What `<ProviderItem>` is given. */
export interface ProviderItemProps extends ItemProps {
  /** The provider, and what is connected there. */
  group: ProviderGroup
  /** What went wrong here last. Default: nothing did. */
  problem?: string | undefined
  /** What the last disconnecting left at the provider. Default: nothing. */
  leftover?: Leftover | undefined
  /** Ids of the grants that have just been connected. Default: none. */
  fresh?: ReadonlySet<string> | undefined
  /** Called when an account of it was connected. Default: nothing. */
  onConnect?: () => void
  /** Called when the time to undo is over, with the account to end. Default: nothing. */
  onDisconnect?: (account: ConnectedAccount) => unknown
  /** Called with the account that the user makes the default. Default: nothing. */
  onMakeDefault?: (account: ConnectedAccount) => unknown
  /** Called with an account and the agent that may use it no more. Default: agents cannot be removed. */
  onRemoveAgent?: ((account: ConnectedAccount, agent: AgentLabel) => unknown) | undefined
}

/** What the list of agents below an account is given. */
export interface AccountAgentsProps {
  /** The account, with what the user lets agents do with it. */
  account: ConnectedAccount
  /** Called when the user confirms; until what it returns settles, the agent is shown as being removed. */
  onRemoveAgent: (agent: AgentLabel) => unknown
}

/** What `<ConnectedAccounts>` is made of; each part can be replaced by a component that takes the same props. */
export interface AccountsParts {
  /** One account, an `<li>`. */
  Account: ComponentType<AccountItemProps>
  /** The agents that may use an account, below it. */
  Agents: ComponentType<AccountAgentsProps>
  /** Asks before an account is disconnected. */
  Disconnect: ComponentType<DisconnectProps>
  /** There is nothing to connect. */
  Empty: ComponentType
  /** A provider's logo. */
  Logo: ComponentType<ProviderLogoProps>
  /** The error: why the list could not be fetched. */
  Notice: ComponentType<NoticeProps>
  /** One provider with its accounts, an `<li>`. */
  Provider: ComponentType<ProviderItemProps>
  /** Holds the place while the list is fetched. */
  Skeleton: ComponentType<SkeletonProps>
}
