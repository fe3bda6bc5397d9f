import type { AlterConnect } from '@alter/connect'
import { createWidget } from '@alter/connect/widget'
import { createStore } from 'zustand/vanilla'
import type { ListClient } from '@alter/connect/accounts/connections'
import { createRequest } from '@alter/connect/requests/request'
import type { Repairs } from './asking.ts'
import type { ProviderInfo } from '../wire.ts'

/** The part of the widget that components use. */
export type Widget = Pick<AlterConnect, 'close' | 'connect' | 'on' | 'store'>

/** How the components reach the app's backend. */
export interface ClientOptions {
  /** Where the app's backend mounts `alterRoutes`. Default: `/api/alter`. */
  basePath?: string | undefined
  /**
   * A widget of your own, with its own way to get sessions. Default: one that gets them from `POST {basePath}/session`.
   */
  connect?: Widget | undefined
  /** Calls the backend. Default: the global `fetch`, looked up at each call. */
  fetch?: typeof fetch | undefined
  /** Whether cookies are sent; `include` for a backend on another origin. Default: `same-origin`, as in browsers. */
  credentials?: RequestCredentials | undefined
  /**
   * The signed-in user, such as the user's id. When it changes, the list of the former user is dropped together with
   * requests for it, and that user's flow is cancelled. Default: one user while the page lives.
   */
  userKey?: string | undefined
  /**
   * What is written to the console: `true` also writes events, `false` nothing. Default: in development one line for
   * each mistake with its fix, in production nothing.
   */
  debug?: boolean | undefined
}

/** The state that all components below one `<AlterProvider>` share. */
export interface Client extends ListClient {
  fetch?: typeof globalThis.fetch | undefined
  credentials?: RequestCredentials | undefined
  userKey?: string | undefined
  /** Reports a mistake to the developer, each once; absent in production. */
  report?: ((error: unknown) => Promise<void>) | undefined
  /** Created at the first call, so that a server creates none. */
  widget: () => Widget
  /** Running calls of this page. Without any, an earlier page began the flow. */
  calls: number
  /** The providers; requested once. */
  providers?: Promise<ProviderInfo[]>
  /** The component that announces a flow, by target: see `useVoice`. */
  voices: Map<string, object>
  /** Grants that a live region has announced as connected. */
  announced: Set<string>
  /** Created by the first call that needs a repair. */
  repairs?: Repairs
}

// Bundlers for React replace it, and remove the code behind it in production.
declare const process: { env: { NODE_ENV?: string } }

function reportToDeveloper(): NonNullable<Client['report']> {
  const written = new Set<string>()
  return async (error) => {
    const { explain } = await import('./explain.ts')
    explain(error, written)
  }
}

export function createClient({
  basePath = '/api/alter',
  connect,
  debug,
  ...shared
}: ClientOptions = {}): Client {
  const report = process.env.NODE_ENV !== 'production' && debug !== false ? reportToDeveloper() : undefined
  const request = createRequest(basePath, shared, report)
  return {
    ...shared,
    request,
    report,
    widget: () =>
      (connect ??= createWidget({
        debug,
        session: ({ provider, grantId, agent, accountHint, returnUrl, signal }) =>
          request('session', {
            body: { provider, grant_id: grantId, agent, account_hint: accountHint, return_url: returnUrl },
            signal,
          }),
      })),
    calls: 0,
    gone: createStore<ReadonlySet<string>>(() => new Set()),
    voices: new Map(),
    announced: new Set(),
  }
}
