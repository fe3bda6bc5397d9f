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
export { AccountItem } from './list/account-item.tsx'
export { AccountPicker } from './picker/account-picker.tsx'
export type { AccountPickerProps } from './picker/account-picker.tsx'
export { ConnectAction } from './button/connect-action.tsx'
export type { ConnectActionProps } from './button/connect-action.tsx'
export { ConnectButton } from './button/connect-button.tsx'
export type { ConnectButtonProps } from './button/flow-button.tsx'
export { ConnectedAccounts } from './list/connected-accounts.tsx'
export type { ConnectedAccountsProps } from './list/connected-accounts.tsx'
export type { ConnectCallbacks, ConnectTarget } from './flow/connect-target.ts'
export type { DisconnectProps } from './list/parts/disconnect.tsx'
export type { NoticeProps } from './list/states/notice.tsx'
export type {
  AccountAgentsProps,
  AccountItemProps,
  AccountsParts,
  HeadingLevel,
  ProviderItemProps,
} from './list/replaceable-parts.ts'
export { ProviderItem } from './list/provider-item.tsx'
export type { ProviderLogoProps } from './providers/provider-logo.tsx'
export { AlterProvider } from './surroundings/provider.tsx'
export type { AlterProviderProps } from './surroundings/provider.tsx'
export type { SkeletonProps } from './list/states/skeleton.tsx'
export { useAlterFetch } from './repair/use-alter-fetch.ts'
export type { AlterFetch, AlterFetchInit, AlterFetchOptions } from './repair/use-alter-fetch.ts'
export { useConnect } from './flow/use-connect.ts'
export type { ConnectHandle } from './flow/use-connect.ts'
export { useConnections } from './list/use-connections.ts'
export { useProviders } from './providers/use-providers.ts'
