import type { ComponentType } from 'react'
import type { ConnectedAccount } from './account-list.ts'
import type { ConnectCallbacks } from './connect-target.ts'
import type { DisconnectProps } from './disconnect.tsx'
import type { Health } from './health.ts'
import type { NoticeProps } from './notice.tsx'
import type { ProviderLogoProps } from './provider-logo.tsx'
import type { SkeletonProps } from './skeleton.tsx'

export interface AccountItemProps {
  account: ConnectedAccount
  health: Health
  /** It can be made the default: it is good, another is it, and there is more than one to choose from. */
  canBeDefault: boolean
  /** It is the default of several. */
  isDefault: boolean
  /** When the list was fetched, in milliseconds since the epoch. */
  at: number
  /** Those of reconnecting. */
  callbacks: ConnectCallbacks
  onDisconnect: () => void
  onMakeDefault: () => void
  parts: AccountsParts
}

/** What `<ConnectedAccounts>` is made of; each part can be replaced by a component that takes the same props. */
export interface AccountsParts {
  /** One account, an `<li>`. */
  Account: ComponentType<AccountItemProps>
  /** Asks before an account is disconnected. */
  Disconnect: ComponentType<DisconnectProps>
  /** There is nothing to connect. */
  Empty: ComponentType
  /** A provider's logo. */
  Logo: ComponentType<ProviderLogoProps>
  /** The list could not be fetched. */
  Notice: ComponentType<NoticeProps>
  /** Holds the place while the list is fetched. */
  Skeleton: ComponentType<SkeletonProps>
}
