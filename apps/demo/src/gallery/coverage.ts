import type { ConnectState } from '@alter/connect'
import type { AccountPhase } from '@alter/connect/accounts/account-list'
import type { AccountsParts, ConnectionsState, Health } from '@alter/connect-react'
import type { StateId } from './states.ts'

/**
 * The states of the gallery that show each component, and each value of its states. A missing value does not compile if
 * a type lists it. A test compares the exports of the packages.
 */
export const COMPONENTS: Record<string, StateId> = {
  AccountItem: 'accounts-several',
  AccountPicker: 'picker-open',
  AlterProvider: 'accounts-several',
  ConnectAction: 'accounts-several',
  ConnectButton: 'button-idle',
  ConnectedAccounts: 'accounts-several',
  ProviderItem: 'accounts-several',
  useAlterFetch: 'dialog-connect',
  useConnect: 'hook-connect',
  useConnections: 'hook-connections',
  useProviders: 'accounts-none',
}

export const ELEMENTS: Record<string, StateId> = {
  defineConnectButton: 'element-button-idle',
  defineConnectedAccounts: 'element-accounts-several',
}

/** The states of the gallery that show each of the names. */
type Shown<Name extends string> = Record<Name, readonly StateId[]>

export const FLOW: Shown<ConnectState['status']> = {
  idle: ['button-idle', 'element-button-idle'],
  opening: ['button-opening', 'element-button-opening'],
  waiting: ['button-waiting', 'element-button-waiting', 'accounts-connecting', 'element-accounts-connecting'],
  detached: ['button-detached', 'element-button-detached'],
  blocked: ['button-blocked', 'element-button-blocked'],
  connected: ['button-connected', 'element-button-connected'],
  error: ['button-error', 'button-not-started', 'element-button-error', 'accounts-connect-failed'],
  exit: ['button-exit', 'element-button-exit'],
}

export const ACCOUNT: Shown<AccountPhase> = {
  closed: ['accounts-one', 'element-accounts-one'],
  menu: ['accounts-menu', 'element-accounts-menu'],
  details: ['accounts-details', 'element-accounts-details'],
  asking: ['accounts-confirm', 'element-accounts-confirm'],
  undoable: ['accounts-undo', 'element-accounts-undo'],
  ending: ['accounts-ending', 'element-accounts-ending'],
}

export const HEALTH: Shown<Health['status']> = {
  good: ['accounts-one', 'element-accounts-one'],
  'missing-scopes': ['accounts-missing-scopes', 'element-accounts-missing-scopes'],
  expired: ['accounts-expired', 'element-accounts-expired'],
  revoked: ['accounts-revoked', 'element-accounts-revoked'],
  broken: ['accounts-broken', 'element-accounts-broken'],
}

export const LIST: Shown<ConnectionsState['status']> = {
  loading: ['accounts-loading', 'element-accounts-loading'],
  ready: ['accounts-several', 'element-accounts-several'],
  error: ['accounts-error', 'element-accounts-error'],
}

export const PARTS: Shown<keyof AccountsParts> = {
  Account: ['accounts-one'],
  Agents: ['accounts-agents', 'accounts-agent-remove', 'accounts-agent-removing'],
  Disconnect: ['accounts-confirm'],
  Empty: ['accounts-empty'],
  Logo: ['accounts-many'],
  Notice: ['accounts-error', 'accounts-sign-in', 'accounts-stale'],
  Provider: ['accounts-none'],
  Skeleton: ['accounts-loading'],
}
