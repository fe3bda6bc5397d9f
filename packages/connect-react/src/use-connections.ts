import { useMemo, useSyncExternalStore } from 'react'
import type { Grant } from './wire.ts'
import { useClient } from './provider.tsx'
import type { RequestError } from './request.ts'
import type { ResourceState } from './resource.ts'

/** An account of the user, as listed by the app's backend. */
export type ConnectedAccount = Grant

export type ConnectionsState =
  | { status: 'loading' }
  /** As of `at`, in milliseconds since the epoch. `error`: the last refresh failed, so it may be out of date. */
  | { status: 'ready'; connections: ConnectedAccount[]; at: number; error?: RequestError }
  | { status: 'error'; error: RequestError }

export interface ConnectionsActions {
  /** Asks the backend again. Never rejects: the outcome is in the state. */
  refresh: () => Promise<void>
  /** Ends the app's access. Settles when the list is right again; rejects with `RequestError`. */
  disconnect: (grantId: string) => Promise<void>
  /** Makes this the account that is used where none is named. Settles and rejects as `disconnect`. */
  setDefault: (grantId: string) => Promise<void>
}

const LOADING: ResourceState<never> = { status: 'loading' }

/**
 * The user's connected accounts, shared by all components that show them. Refreshed when a flow succeeds and when
 * the page is looked at again.
 */
export function useConnections(): ConnectionsState & ConnectionsActions {
  const { connections: resource, disconnect, setDefault } = useClient()
  const state = useSyncExternalStore(resource.subscribe, resource.getState, () => LOADING)
  return useMemo(() => {
    const actions = { refresh: resource.refresh, disconnect, setDefault }
    if (state.status !== 'ready') return { ...state, ...actions }
    const { data: connections, ...rest } = state
    return { ...rest, connections, ...actions }
  }, [state, resource, disconnect, setDefault])
}
