import { useEffect, useState } from 'react'
import type { ConnectedAccount, ConnectionsState } from './account-list.ts'
import { loadConnections } from './later/connections.ts'
import { useClient } from './provider.tsx'

export type KnownAccounts =
  | { status: 'unknown' | 'checking' }
  | { status: 'known'; accounts: ConnectedAccount[] }

/** The usable accounts at a provider, the default first. */
export function useKnownAccounts(provider: string | undefined): KnownAccounts {
  const client = useClient()
  const [state, setState] = useState<ConnectionsState>({ status: 'loading' })
  useEffect(() => {
    let stop: (() => void) | undefined
    let isOver = false
    loadConnections().then(
      ({ connectionsOf }) => {
        if (isOver) return undefined
        const connections = connectionsOf(client)
        function read(): void {
          setState(connections.getState())
        }
        stop = connections.subscribe(read)
        return read()
      },
      // Without the list it is a button like any other.
      (cause) => isOver || setState({ status: 'error', error: cause }),
    )
    return () => {
      isOver = true
      stop?.()
    }
  }, [client])

  if (state.status === 'error') return { status: 'unknown' }
  if (state.status === 'loading') return { status: 'checking' }
  const accounts = state.connections
    .filter((account) => account.status === 'active' && (!provider || account.provider === provider))
    .sort((a, b) => Number(b.is_default) - Number(a.is_default))
  return { status: 'known', accounts }
}
