import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ReadonlyStore } from './connect.ts'
import type { Loose } from './drop-in.ts'
import type { Flow } from './flow.ts'
import type { ConnectState } from './machine.ts'
import type { AlterConnectConfig } from './options.ts'
import type { Audience } from './tell.ts'

/** What the flows of one `create()` share; `callers` are the subscribers. */
export interface Widget extends Audience {
  readonly config: AlterConnectConfig
  readonly store: ReadonlyStore
  readonly setState: StoreApi<ConnectState>['setState']
  readonly subscribers: Set<Record<string, Loose>>
  /** Aborted by `destroy()`. */
  readonly life: AbortController
  /** The flow that has not settled. */
  current?: Flow | undefined
}

export function createWidget(config: AlterConnectConfig): Widget {
  const { setState, ...store } = createStore<ConnectState>(() => ({ status: 'idle' }))
  const platform = config.platform ?? globalThis
  const subscribers = new Set<Record<string, Loose>>()
  if (config.debug)
    subscribers.add({ event: (...values: Loose[]) => platform.console.debug('alter', ...values) })
  return {
    config,
    platform,
    setState,
    store,
    subscribers,
    callers: [subscribers],
    life: new AbortController(),
  }
}
