import { createConnect } from '@alter/connect'
import type { AlterConnect } from '@alter/connect'
import type { Grant, ProviderInfo } from './wire.ts'
import { ignore, readConnections, readProviders, readSession } from './answers.ts'
import { createRequest } from './request.ts'
import { createResource } from './resource.ts'
import type { Resource } from './resource.ts'

/** The part of the widget that the components use. */
export type Widget = Pick<AlterConnect, 'close' | 'connect' | 'on' | 'store'>

export interface ClientOptions {
  /** Where the app's backend mounts `alterRoutes`. Default: `/api/alter`. */
  basePath?: string
  /** A widget of your own, with its own way to get sessions. */
  connect?: Widget
  /** How the backend is called. Default: the global `fetch`, looked up at each call. */
  fetch?: typeof fetch
}

/** What all components below one `<AlterProvider>` share: one widget, one list of providers, one of connections. */
export interface Client {
  /** Made at the first call, so that a page that never connects pays nothing. */
  connect: () => Widget
  providers: Resource<ProviderInfo[]>
  connections: Resource<Grant[]>
  disconnect: (grantId: string) => Promise<void>
  setDefault: (grantId: string) => Promise<void>
}

export function createClient(options: ClientOptions = {}): Client {
  const { basePath = '/api/alter', fetch = (input, init) => globalThis.fetch(input, init) } = options
  const request = createRequest(basePath, fetch)
  let widget = options.connect

  const connect = (): Widget =>
    (widget ??= createConnect({
      session: ({ provider, grantId, accountHint, returnUrl, signal }) =>
        request('POST', 'session', {
          read: readSession,
          signal,
          body: { provider, grant_id: grantId, account_hint: accountHint, return_url: returnUrl },
        }),
    }))

  const providers = createResource({
    load: () => request('GET', 'providers', { read: readProviders }),
  })

  const connections = createResource({
    load: () => request('GET', 'connections', { read: readConnections }),
    watch({ now, unlessLoading }) {
      // The tab may have been in the background while the account was revoked elsewhere.
      const seen = (): void => {
        if (document.visibilityState === 'visible') unlessLoading()
      }
      const off = connect().on('success', now)
      window.addEventListener('focus', seen)
      document.addEventListener('visibilitychange', seen)
      return () => {
        off()
        window.removeEventListener('focus', seen)
        document.removeEventListener('visibilitychange', seen)
      }
    },
  })

  const change = async (method: 'PUT' | 'DELETE', path: string): Promise<void> => {
    try {
      await request(method, path, { read: ignore })
    } finally {
      // After a failure too: the usual cause is that the list was out of date.
      await connections.refresh()
    }
  }

  return {
    connect,
    providers,
    connections,
    disconnect: (grantId) => change('DELETE', `connections/${encodeURIComponent(grantId)}`),
    setDefault: (grantId) => change('PUT', `connections/${encodeURIComponent(grantId)}/default`),
  }
}
