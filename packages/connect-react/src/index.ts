export { ConnectError, createConnect, isConnectError } from '@alter/connect'
export type {
  AlterConnectConfig,
  Connection,
  ConnectErrorCode,
  ConnectState,
  Exit,
  NewConnections,
  Outcome,
  ProviderId,
} from '@alter/connect'
export { healthOf } from '@alter/connect/accounts/health'
export { RequestError } from '@alter/connect/requests/request-error'
export type {
  ConnectedAccount,
  ConnectionsActions,
  ConnectionsState,
} from '@alter/connect/accounts/account-list'
export type { ProviderGroup } from '@alter/connect/accounts/groups'
export type { Health, ScopeWords } from '@alter/connect/accounts/health'
export type { Leftover } from '@alter/connect/accounts/leftover'
export type { ProvidersState } from '@alter/connect/accounts/groups'
export type { RequestErrorCode } from '@alter/connect/requests/request-error'
export type { Texts } from '@alter/connect/texts/texts'
export type { Plural } from '@alter/connect/words'
export { AccountItem } from './account-item.tsx'
export { AccountPicker } from './account-picker.tsx'
export type { AccountPickerProps } from './account-picker.tsx'
export { ConnectAction } from './connect-action.tsx'
export type { ConnectActionProps } from './connect-action.tsx'
export { ConnectButton } from './connect-button.tsx'
export type { ConnectButtonProps } from './flow-button.tsx'
export { ConnectedAccounts } from './connected-accounts.tsx'
export type { ConnectedAccountsProps } from './connected-accounts.tsx'
export type { ConnectCallbacks, ConnectTarget } from './connect-target.ts'
export type { DisconnectProps } from './disconnect.tsx'
export type { NoticeProps } from './notice.tsx'
export type {
  AccountAgentsProps,
  AccountItemProps,
  AccountsParts,
  HeadingLevel,
  ProviderItemProps,
} from './parts.ts'
export { ProviderItem } from './provider-item.tsx'
export type { ProviderLogoProps } from './provider-logo.tsx'
export { AlterProvider } from './provider.tsx'
export type { AlterProviderProps } from './provider.tsx'
export type { SkeletonProps } from './skeleton.tsx'
export { useAlterFetch } from './use-alter-fetch.ts'
export type { AlterFetch, AlterFetchInit, AlterFetchOptions } from './use-alter-fetch.ts'
export { useConnect } from './use-connect.ts'
export type { ConnectHandle } from './use-connect.ts'
export { useConnections } from './use-connections.ts'
export { useProviders } from './use-providers.ts'
