import { createStore } from 'zustand/vanilla'
import type { ConnectedAccount, Connections, ConnectionsState } from './account-list.ts'
import { readConnections, readLeftover } from './answers.ts'
import type { Client } from './client.ts'
import { asRequestError } from './request-error.ts'
import { watch } from './watch.ts'

/** What a change that is on its way does to the list. */
type Change = (list: ConnectedAccount[]) => ConnectedAccount[]

export function connectionsOf(client: Client): Connections {
  return (client.connections ??= createConnections(client))
}

function createConnections(client: Client): Connections {
  const store = createStore<ConnectionsState>(() => ({ status: 'loading' }))
  const changes = new Set<Change>()
  let listed: ConnectedAccount[] = []
  let newest: Promise<void> | undefined
  let listeners = 0
  let watching: ReturnType<typeof watch> | undefined

  function show(state: ConnectionsState): void {
    const connections = [...changes].reduce((list, change) => change(list), listed)
    store.setState(state.status === 'ready' ? { ...state, connections } : state, true)
  }

  function list(connections: ConnectedAccount[]): void {
    const gone = new Set([...client.gone.getState(), ...idsOf(listed)])
    for (const id of idsOf(connections)) gone.delete(id)
    client.gone.setState(gone, true)
    listed = connections
  }

  function refresh(): Promise<void> {
    if (store.getState().status === 'error') show({ status: 'loading' })
    const run: Promise<void> = client
      .request('connections')
      .then(readConnections)
      .then(
        (connections): ConnectionsState => {
          if (run === newest) list(connections)
          return { status: 'ready', connections, at: Date.now() }
        },
        (cause: unknown): ConnectionsState => {
          const state = store.getState()
          const error = asRequestError(cause)
          // What a user may see who is signed out, or another: nothing of the list.
          const isKept = state.status === 'ready' && error.status !== 401
          if (!isKept && run === newest) listed = []
          return isKept ? { ...state, error } : { status: 'error', error }
        },
      )
      .then((state) => {
        if (run !== newest) return newest
        newest = undefined
        return show(state)
      })
    return (newest = run)
  }

  async function apply(change: Change, path: string, method: 'PUT' | 'DELETE'): Promise<unknown> {
    changes.add(change)
    show(store.getState())
    try {
      // The user may be leaving the page.
      const answer = await client.request(path, { method, body: {}, keepalive: true })
      await refresh()
      watching?.tellOthers()
      return answer
    } catch (cause) {
      // The usual cause is that the list was out of date.
      void refresh()
      throw asRequestError(cause)
    } finally {
      changes.delete(change)
      show(store.getState())
    }
  }

  return {
    getState: store.getState,
    subscribe(listener) {
      const unsubscribe = store.subscribe(listener)
      if (listeners++ === 0) {
        watching = watch(client, refresh, () => newest !== undefined)
        if (!newest) void refresh()
      }
      return () => {
        unsubscribe()
        if (--listeners === 0) watching?.stop()
      }
    },
    refresh,
    disconnect: async (id) =>
      readLeftover(await apply((all) => all.filter(({ grant_id }) => grant_id !== id), pathOf(id), 'DELETE')),
    disconnectVisibly: async (id) => readLeftover(await apply((all) => all, pathOf(id), 'DELETE')),
    async setDefault(id) {
      await apply((all) => all.map((one) => withDefault(one, id, all)), `${pathOf(id)}/default`, 'PUT')
    },
  }
}

function idsOf(accounts: ConnectedAccount[]): string[] {
  return accounts.filter(({ status }) => status === 'active').map(({ grant_id }) => grant_id)
}

function pathOf(grantId: string): string {
  return `connections/${encodeURIComponent(grantId)}`
}

/** One default per provider. */
function withDefault(one: ConnectedAccount, id: string, list: ConnectedAccount[]): ConnectedAccount {
  const { provider } = list.find(({ grant_id }) => grant_id === id) ?? {}
  return one.provider === provider ? { ...one, is_default: one.grant_id === id } : one
}
