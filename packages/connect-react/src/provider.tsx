import { createContext, useContext, useMemo } from 'react'
import type { Context, ReactElement, ReactNode } from 'react'
import { createClient } from './client.ts'
import type { Client, ClientOptions } from './client.ts'
import { useLatest } from './use-latest.ts'

/**
 * What components use where there is no `<AlterProvider>`: they still share one widget and one list. It holds
 * nothing on a server, where nothing is fetched.
 */
const ClientContext: Context<Client> = createContext(/* @__PURE__ */ createClient())

export interface AlterProviderProps extends ClientOptions {
  children?: ReactNode
}

/**
 * Says where sessions and connections come from. Not needed when the app's backend mounts `alterRoutes` at
 * `/api/alter`.
 */
export function AlterProvider({ basePath, connect, fetch, children }: AlterProviderProps): ReactElement {
  const latestFetch = useLatest(fetch)
  const client = useMemo(
    () =>
      createClient({
        ...(basePath === undefined ? {} : { basePath }),
        ...(connect ? { connect } : {}),
        fetch: (input, init) => (latestFetch.current ?? globalThis.fetch)(input, init),
      }),
    [basePath, connect, latestFetch],
  )
  return <ClientContext.Provider value={client}>{children}</ClientContext.Provider>
}

export function useClient(): Client {
  return useContext(ClientContext)
}
