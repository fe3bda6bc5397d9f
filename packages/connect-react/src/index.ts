export { ConnectError, createConnect, isConnectError } from '@alter/connect'
export type {
  AlterConnectConfig,
  Connection,
  ConnectErrorCode,
  ConnectState,
  Exit,
  Outcome,
} from '@alter/connect'
export { AccountPicker } from './account-picker.tsx'
export type { AccountPickerProps } from './account-picker.tsx'
export { ConnectButton } from './connect-button.tsx'
export type { ConnectButtonProps } from './connect-button.tsx'
export { ConnectedAccounts } from './connected-accounts.tsx'
export type { ConnectedAccountsProps } from './connected-accounts.tsx'
export type { ConnectTarget } from './flow.ts'
export { AlterProvider } from './provider.tsx'
export type { AlterProviderProps } from './provider.tsx'
export { RequestError } from './request.ts'
export type { RequestErrorCode } from './request.ts'
export { useConnect } from './use-connect.ts'
export type { ConnectCallbacks, ConnectHandle } from './use-connect.ts'
export { useConnections } from './use-connections.ts'
export type { ConnectedAccount, ConnectionsActions, ConnectionsState } from './use-connections.ts'
