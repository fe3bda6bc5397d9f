import { useMemo, useSyncExternalStore } from 'react'
import type { ConnectionsActions, ConnectionsState } from './account-list.ts'
import { connectionsOf } from './connections.ts'
import { useClient } from './provider.tsx'

const LOADING: ConnectionsState = { status: 'loading' }

/**
 * The user's connected accounts, shared by all components that show them. Refreshed when a flow succeeds, when the
 * page is looked at again, and when another tab changed them.
 */
export function useConnections(): ConnectionsState & ConnectionsActions {
  const connections = connectionsOf(useClient())
  const state = useSyncExternalStore(connections.subscribe, connections.getState, () => LOADING)
  return useMemo(() => {
    const { refresh, disconnect, setDefault } = connections
    return { ...state, refresh, disconnect, setDefault }
  }, [state, connections])
}
