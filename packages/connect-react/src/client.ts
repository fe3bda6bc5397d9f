import { type AlterConnect, createConnect } from '@alter/connect'
import type { Connections } from './account-list.ts'
import type { Repairs } from './repair.ts'
import { createRequest, type Request } from './request.ts'
import type { ProviderInfo } from './wire.ts'

/** The part of the widget that the components use. */
export type Widget = Pick<AlterConnect, 'close' | 'connect' | 'on' | 'store'>

export interface ClientOptions {
  /** Where the app's backend mounts `alterRoutes`. Default: `/api/alter`. */
  basePath?: string | undefined
  /** A widget of your own, with its own way to get sessions. */
  connect?: Widget | undefined
  /** How the backend is called. Default: the global `fetch`, looked up at each call. */
  fetch?: typeof fetch | undefined
}

/** What all components below one `<AlterProvider>` share. */
export interface Client {
  fetch?: typeof globalThis.fetch | undefined
  request: Request
  /** Made at the first call, so that a server makes none. */
  widget: () => Widget
  /** How many of this page's own calls run: without any, a flow was begun by an earlier page. */
  calls: number
  /** Asked once. */
  providers?: Promise<ProviderInfo[]>
  /** Made by the first component that lists accounts, so that a button alone does not load what makes it. */
  connections?: Connections
  /** Made by the first call that needs a repair. */
  repairs?: Repairs
}

export function createClient({ basePath = '/api/alter', connect, fetch }: ClientOptions = {}): Client {
  const request = createRequest(basePath, fetch)
  return {
    fetch,
    request,
    widget: () =>
      (connect ??= createConnect({
        session: ({ provider, grantId, accountHint, returnUrl, signal }) =>
          request('session', {
            body: { provider, grant_id: grantId, account_hint: accountHint, return_url: returnUrl },
            signal,
          }),
      })),
    calls: 0,
  }
}
