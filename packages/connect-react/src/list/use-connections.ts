import { useMemo } from 'react'
import type { ConnectionsActions, ConnectionsState } from '@alter/connect/accounts/account-list'
import { connectionsOf } from '@alter/connect/accounts/connections'
import { type ConnectionCare, loadConnectionCare } from '@alter/connect/accounts/later/connection-care'
import { inTime } from '@alter/connect/in-time'
import { asRequestError } from '@alter/connect/requests/request-error'
import { useClient } from '../surroundings/provider.tsx'
import { useAccountList } from './use-account-list.ts'

/**
 * The user's connected accounts, shared by all components that show them. They are loaded again when a flow succeeds,
 * when the page becomes visible, and when another tab changed them.
 */
export function useConnections(): ConnectionsState & ConnectionsActions {
  const connections = connectionsOf(useClient())
  const state = useAccountList(connections)
  return useMemo(() => {
    const { refresh, changing } = connections
    return {
      ...state,
      refresh,
      disconnect: (id) => care(({ disconnect }) => disconnect(changing, id)),
      setDefault: (id) => care(({ setDefault }) => setDefault(changing, id)),
    }
  }, [state, connections])
}

async function care<T>(work: (part: ConnectionCare) => Promise<T>): Promise<T> {
  try {
    return await work(await inTime(loadConnectionCare()))
  } catch (cause) {
    // Loading failed with an error that is no request error.
    throw asRequestError(cause)
  }
}
