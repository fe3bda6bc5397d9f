import { useSyncExternalStore } from 'react'
import type { Connections, ConnectionsState } from '@alter/connect/accounts/account-list'

const LOADING: ConnectionsState = { status: 'loading' }

/** The state of the list. It loads with the first component that asks, and never on a server. */
export function useAccountList({ subscribe, getState }: Connections): ConnectionsState {
  return useSyncExternalStore(subscribe, getState, () => LOADING)
}
