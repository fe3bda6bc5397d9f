import type { KnownAccounts } from '@alter/connect/accounts/account-list'
import { connectionsOf } from '@alter/connect/accounts/connections'
import type { Client } from '../surroundings/client.ts'

/** Reports the known accounts, once the list is there and at each change, until the signal aborts. */
export function watchAccounts(
  client: Client,
  provider: string | undefined,
  tell: (known: KnownAccounts) => void,
  signal: AbortSignal,
): void {
  if (signal.aborted) return
  const connections = connectionsOf(client)
  function read(): void {
    const state = connections.getState()
    if (state.status === 'loading') return undefined
    if (state.status === 'error') return tell({ status: 'unknown' })
    const accounts = state.connections
      .filter((account) => account.status === 'active' && (!provider || account.provider === provider))
      .sort((a, b) => Number(b.is_default) - Number(a.is_default))
    return tell({ status: 'known', accounts })
  }
  signal.addEventListener('abort', connections.subscribe(read))
  read()
}
