import type { ComponentType } from 'react'
import type { AgentLabel } from '../wire.ts'
import type { ConnectedAccount } from '@alter/connect/accounts/account-list'
import type { ProviderGroup } from '@alter/connect/accounts/groups'
import type { Health, ScopeWords } from '@alter/connect/accounts/health'
import type { Leftover } from '@alter/connect/accounts/leftover'
import type { ConnectActionProps } from '../button/connect-action.tsx'
import type { ConnectCallbacks } from '../flow/connect-target.ts'
import type { DisconnectProps } from './parts/disconnect.tsx'
import type { NoticeProps } from './states/notice.tsx'
import type { ProviderLogoProps } from '../providers/provider-logo.tsx'
import type { SkeletonProps } from './states/skeleton.tsx'

/** Level of a heading, as in `<h3>`. */
export type HeadingLevel = 2 | 3 | 4 | 5 | 6

/** Props that the items of the list share. */
interface ItemProps {
  /** When the list was loaded, in milliseconds since the epoch. Default: now. */
  at?: number | undefined
  /** Callbacks of connecting and reconnecting. Default: none. */
  callbacks?: (ConnectCallbacks & Pick<ConnectActionProps, 'isReasonSaid'>) | undefined
  /** Level of the providers' headings. Default: 3. */
  headingLevel?: HeadingLevel | undefined
  /** Components that replace our own. Default: those of this package. */
  parts?: Partial<AccountsParts> | undefined
  /** Time to undo disconnecting, in milliseconds. Default: 8000. */
  undoTime?: number | undefined
}

/** Props of `<AccountItem>`. */
export interface AccountItemProps extends ItemProps {
  /** The account that is shown. */
  account: ConnectedAccount
  /** Its state. Default: derived from the account. */
  health?: Health | undefined
  /** Whether it can become the default: it works, and another account is the default. Default: false. */
  canBeDefault?: boolean | undefined
  /** Whether it is the default of several. Default: false. */
  isDefault?: boolean | undefined
  /** Whether to mark it as just connected. Default: false. */
  isNew?: boolean | undefined
  /** Descriptions of the provider's scopes, for the details. Default: the scopes themselves. */
  words?: ScopeWords | undefined
  /**
   * Called when the time to undo is over. While a returned promise is pending, the account shows that it is being
   * disconnected. Default: none.
   */
  onDisconnect?: (() => unknown) | undefined
  /** Called when the user makes it the default. A returned promise is awaited. Default: none. */
  onMakeDefault?: (() => unknown) | undefined
  /** Called when the user removes an agent from the account. Default: agents are not shown. */
  onRemoveAgent?: ((agent: AgentLabel) => unknown) | undefined
}

/** Props of `<ProviderItem>`. */
export interface ProviderItemProps extends ItemProps {
  /** The provider and its connected accounts. */
  group: ProviderGroup
  /** The last problem here. Default: none. */
  problem?: string | undefined
  /** What the last disconnecting left at the provider. Default: none. */
  leftover?: Leftover | undefined
  /** Ids of the grants that were just connected. Default: none. */
  fresh?: ReadonlySet<string> | undefined
  /** Called when one of its accounts was connected. Default: none. */
  onConnect?: (() => void) | undefined
  /** Called with the account to disconnect when the time to undo is over. Default: none. */
  onDisconnect?: ((account: ConnectedAccount) => unknown) | undefined
  /** Called with the account that becomes the default. Default: none. */
  onMakeDefault?: ((account: ConnectedAccount) => unknown) | undefined
  /** Called with an account and the agent to remove. Default: agents cannot be removed. */
  onRemoveAgent?: ((account: ConnectedAccount, agent: AgentLabel) => unknown) | undefined
}

/** Props of the list of agents below an account. */
export interface AccountAgentsProps {
  /** The account with its delegations. */
  account: ConnectedAccount
  /** Called when the user confirms. While a returned promise is pending, the agent is shown as being removed. */
  onRemoveAgent: (agent: AgentLabel) => unknown
}

/** The parts of `<ConnectedAccounts>`. A component with the same props can replace each of them. */
export interface AccountsParts {
  /** One account, an `<li>`. */
  Account: ComponentType<AccountItemProps>
  /** The agents of an account, below it. */
  Agents: ComponentType<AccountAgentsProps>
  /** The question before disconnecting. */
  Disconnect: ComponentType<DisconnectProps>
  /** Shown when there is nothing to connect. */
  Empty: ComponentType
  /** A provider's logo. */
  Logo: ComponentType<ProviderLogoProps>
  /** Says why the list could not be loaded. */
  Notice: ComponentType<NoticeProps>
  /** One provider with its accounts, an `<li>`. */
  Provider: ComponentType<ProviderItemProps>
  /** Keeps the place while the list loads. */
  Skeleton: ComponentType<SkeletonProps>
}
