import type { ComponentType } from 'react'
import type { AccountItemProps } from './account-item.tsx'
import type { DisconnectProps } from './disconnect.tsx'
import type { NoticeProps } from './notice.tsx'
import type { ProviderLogoProps } from './provider-logo.tsx'
import type { SkeletonProps } from './skeleton.tsx'

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
