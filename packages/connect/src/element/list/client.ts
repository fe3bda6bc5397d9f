import { createStore } from 'zustand/vanilla'
import type { ListClient } from '../../accounts/connections.ts'
import { createRequest } from '../../requests/request.ts'
import type { AlterConnect } from '../../connect.ts'

/** What all elements share that call the same backend for the same user. */
export interface ElementClient extends ListClient {
  userKey: string | undefined
  /** Asked once; `undefined` where it is to be asked again. */
  providers?: Promise<unknown> | undefined
}

export interface Backend {
  basePath: string
  credentials: RequestCredentials | undefined
  userKey: string | undefined
}

/** One client for each backend; with another user it begins anew. */
export function createClients(connect: AlterConnect): (backend: Backend) => ElementClient {
  const clients = new Map<string, ElementClient>()
  return ({ basePath, credentials, userKey }) => {
    const key = `${credentials} ${basePath}`
    const known = clients.get(key)
    if (known && known.userKey === userKey) return known
    const client: ElementClient = {
      userKey,
      request: createRequest(basePath, { credentials }, undefined),
      widget: () => connect,
      gone: createStore<ReadonlySet<string>>(() => new Set()),
    }
    clients.set(key, client)
    return client
  }
}

/** The app's providers. */
export function askProviders(client: ElementClient): Promise<unknown> {
  return (client.providers ??= client.request('providers').then((body) => Object(body).providers))
}
