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
export type { Leftover } from './leftover.ts'
export type { ConnectedAccount, ConnectionsActions, ConnectionsState } from './account-list.ts'
export type { DisconnectProps } from './disconnect.tsx'
export type { ProviderGroup } from './groups.ts'
export { healthOf } from './health.ts'
export type { Health, ScopeWords } from './health.ts'
export type { NoticeProps } from './notice.tsx'
export type { AccountItemProps, AccountsParts, HeadingLevel, ProviderItemProps } from './parts.ts'
export { ProviderItem } from './provider-item.tsx'
export type { ProviderLogoProps } from './provider-logo.tsx'
export { AlterProvider } from './provider.tsx'
export type { AlterProviderProps } from './provider.tsx'
export { RequestError } from './request-error.ts'
export type { RequestErrorCode } from './request-error.ts'
export type { SkeletonProps } from './skeleton.tsx'
export type { Texts } from './texts.ts'
export { useAlterFetch } from './use-alter-fetch.ts'
export type { AlterFetch, AlterFetchInit, AlterFetchOptions } from './use-alter-fetch.ts'
export { useConnect } from './use-connect.ts'
export type { ConnectHandle } from './use-connect.ts'
export { useConnections } from './use-connections.ts'
export { useProviders } from './use-providers.ts'
export type { ProvidersState } from './use-providers.ts'
export type { Plural } from './words.ts'
