import type { AlterConnect } from '@alter/connect'
import { createWidget } from '@alter/connect/widget'
import { createStore } from 'zustand/vanilla'
import type { ListClient } from '@alter/connect/accounts/connections'
import { createRequest } from '@alter/connect/requests/request'
import type { Repairs } from './repair.ts'
import type { ProviderInfo } from './wire.ts'

/** The part of the widget that the components use. */
export type Widget = Pick<AlterConnect, 'close' | 'connect' | 'on' | 'store'>

/** How the components reach the app's backend. */
export interface ClientOptions {
  /** Where the app's backend mounts `alterRoutes`. Default: `/api/alter`. */
  basePath?: string | undefined
  /**
   * A widget of your own, with its own way to get sessions. Default: one that mints them at
   * `POST {basePath}/session`.
   */
  connect?: Widget | undefined
  /** How the backend is called. Default: the global `fetch`, looked up at each call. */
  fetch?: typeof fetch | undefined
  /** Whether cookies go along: `include` where the backend is on another origin. Default: `same-origin`, the browser's. */
  credentials?: RequestCredentials | undefined
  /**
   * Who is signed in, such as the user's id: with another one the list of the former user is dropped, together with what
   * is on its way for them, and their flow is cancelled. Default: one user for as long as the page lives.
   */
  userKey?: string | undefined
  /**
   * Writes events and errors to the console. Default: in development one line for each mistake, with what to do about it;
   * in production nothing. `false`: nothing at all.
   */
  debug?: boolean | undefined
}

/** What all components below one `<AlterProvider>` share. */
export interface Client extends ListClient {
  fetch?: typeof globalThis.fetch | undefined
  credentials?: RequestCredentials | undefined
  userKey?: string | undefined
  /** Tells a developer of a mistake; not there in production. */
  report?: ((error: unknown) => Promise<void>) | undefined
  /** Made at the first call, so that a server makes none. */
  widget: () => Widget
  /** How many of this page's own calls run: without any, a flow was begun by an earlier page. */
  calls: number
  /** Asked once. */
  providers?: Promise<ProviderInfo[]>
  /** Which component speaks of a flow, by its target: see `useVoice`. */
  voices: Map<string, object>
  /** Grants of which a live region has said that they are connected. */
  announced: Set<string>
  /** Made by the first call that needs a repair. */
  repairs?: Repairs
}

// As bundlers for React replace it: in production nothing of what it guards is left.
declare const process: { env: { NODE_ENV?: string } }

async function tellDeveloper(error: unknown): Promise<void> {
  const { explain } = await import('./explain.ts')
  explain(error)
}

export function createClient({
  basePath = '/api/alter',
  connect,
  debug,
  ...shared
}: ClientOptions = {}): Client {
  const report = process.env.NODE_ENV !== 'production' && debug !== false ? tellDeveloper : undefined
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
