import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AlterConnect } from '../connect.ts'
import type { Change, ChangingList, ConnectedAccount, Connections, ConnectionsState } from './account-list.ts'
import { readConnections } from '../requests/answers.ts'
import { loadConnectionCare } from './later/connection-care.ts'
import type { Request } from '../requests/request.ts'
import { asRequestError } from '../requests/request-error.ts'
import type { Watching } from './watch.ts'

/** What a list of accounts works with. All who share the client share the list. */
export interface ListClient {
  request: Request
  widget: () => Pick<AlterConnect, 'on'>
  /** Grants that were listed as usable and are so no longer. */
  gone: StoreApi<ReadonlySet<string>>
  /** Made by the first component that lists accounts, so that a button alone does not load what makes it. */
  connections?: Connections
}

/** The list of accounts that all components of a client share. */
export function connectionsOf(client: ListClient): Connections {
  return (client.connections ??= createConnections(client))
}

function createConnections(client: ListClient): Connections {
  const store = createStore<ConnectionsState>(() => ({ status: 'loading' }))
  const changes = new Set<Change>()
  let listed: ConnectedAccount[] = []
  let newest: Promise<void> | undefined
  let listeners = 0
  let life: AbortController | undefined
  let watching: Watching | undefined

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
          // The user is signed out, or is another one: they may see nothing of the list.
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

  const changing: ChangingList = {
    changes,
    show: () => show(store.getState()),
    request: client.request,
    refresh,
    tellOthers: () => watching?.tellOthers(),
    isLeaving: () => watching?.isLeaving(),
  }

  async function startWatching({ signal }: AbortController): Promise<void> {
    const { watch } = await loadConnectionCare()
    if (!signal.aborted) watching = watch(refresh, () => newest !== undefined, signal)
  }

  function start(): void {
    life = new AbortController()
    const off = client.widget().on('success', () => {
      void refresh()
      changing.tellOthers()
    })
    life.signal.addEventListener('abort', off)
    if (!newest) void refresh()
    // Without it the list stays as it was last fetched.
    startWatching(life).catch(() => {})
  }

  return {
    getState: store.getState,
    subscribe(listener) {
      const unsubscribe = store.subscribe(listener)
      if (listeners++ === 0) start()
      return () => {
        unsubscribe()
        if (--listeners > 0) return
        life?.abort()
        watching = undefined
      }
    },
    refresh,
    changing,
  }
}

function idsOf(accounts: ConnectedAccount[]): string[] {
  return accounts.filter(({ status }) => status === 'active').map(({ grant_id }) => grant_id)
}
