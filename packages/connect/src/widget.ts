import type { Connection } from '@alter/protocol'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Loose } from './drop-in.ts'
import { notify, type Listener } from './events.ts'
import type { Given } from './flow/effects.ts'
import { createFlow, type Flow } from './flow/flow.ts'
import { LATER, type WithSession } from './flow/later.ts'
import type { Shared } from './flow/report.ts'
import { abortedBy, readOptions, type AlterConnectConfig, type ConnectOptions } from './options.ts'
import { isSameTarget, type ConnectState } from './outcome.ts'
import { browser, type Cleanup, type Popup } from './platform/browser.ts'
import { load } from './platform/tab-storage.ts'
import { openWindow } from './platform/window.ts'

/** A zustand store without its `setState`: read it, or subscribe to it. */
export type ReadonlyStore = Pick<StoreApi<ConnectState>, 'getState' | 'getInitialState' | 'subscribe'>

/** Flows, one at a time, with what can be done about them. `AlterConnect` and the React components work with it. */
export interface Widget extends Shared {
  /** What every flow is at, for whoever draws it. */
  store: ReadonlyStore
  /**
   * Ends the running flow when it is aborted, as `AlterConnect.destroy()` does. Whoever aborts it calls nothing of the
   * widget after that: a later flow would have nothing that ends it.
   */
  life: AbortController
  /** The flow that has not settled. */
  running: () => Flow | undefined
  /** Starts or joins a flow. Resolves with what was connected: nothing when the user left. */
  connect: (options: ConnectOptions) => Promise<Connection[]>
  /** Closes the window and cancels the session. */
  close: () => void
  /** Listens to every flow, and goes on with the one that an earlier page of the tab left behind. */
  on: (event: string, handler: (...values: Loose[]) => void) => Cleanup
}

/**
 * Makes what `AlterConnect` and the React components stand on. It starts nothing, so a server may call it. It is for
 * bindings to frameworks: an app takes `createConnect()`, which refuses calls after `destroy()`. The widget itself does
 * not, so see {@link Widget.life} before you abort it.
 * @example
 * ```ts
 * const widget = createWidget({ session: ({ provider }) => fetchSession(provider) })
 * const connections = await widget.connect({ provider: 'google' })
 * ```
 */
export function createWidget(config: AlterConnectConfig): Widget {
  const { setState, ...store } = createStore<ConnectState>(() => ({ status: 'idle' }))
  const platform = config.platform ?? browser
  const subscribers = new Set<Listener>()
  const life = new AbortController()
  let current: Flow | undefined

  const log: (...values: unknown[]) => void = (...values) => platform.console.debug('alter', ...values)
  if (config.debug) subscribers.add({ event: log, error: log })

  function begin(given: Given, create?: WithSession['createSessionPart']): Flow {
    const flow = (current = createFlow(shared, given, create))
    life.signal.addEventListener('abort', () => flow.send({ type: 'left', reason: 'cancelled' }), given.life)
    return flow
  }

  function join(
    flow: Flow,
    { signal, onSuccess, onError, onExit, onEvent }: ConnectOptions,
    promise: Listener,
  ): void {
    const { callers } = flow
    const caller = [{ success: onSuccess, error: onError, exit: onExit, event: onEvent }, promise]
    callers.add(caller)
    function abort(): void {
      if (!flow.isRunning()) return
      const error = abortedBy(signal)
      // The flow ends with its last caller.
      if (callers.size < 2) flow.send({ type: 'aborted', error })
      else if (callers.delete(caller)) notify(platform, caller, 'error', error)
    }
    signal?.addEventListener('abort', abort, flow.life)
  }

  function running(): Flow | undefined {
    return current?.isRunning() ? current : undefined
  }

  function start(options: ConnectOptions, promise: Listener = {}): void {
    const getSession = readOptions(options, config)
    let window: Popup | undefined
    running()?.checkWindow()
    // Again, because a handler of the ended flow may have started another one.
    for (let flow = running(); flow; flow = running()) {
      window?.close()
      if (isSameTarget(flow.options, options)) {
        flow.send({ type: 'clicked' })
        return join(flow, options, promise)
      }
      window = flow.takeWindow()
      flow.send({ type: 'left', reason: 'replaced' })
      window?.location.replace('about:blank')
      window?.focus()
    }
    const opened = window ?? openWindow(platform, options)
    const flow = begin({ options: { ...options }, getSession, life: new AbortController() })
    join(flow, options, promise)
    flow.open(opened)
  }

  async function resume(): Promise<void> {
    if (running() || !load(platform)) return
    const later = await LATER.withSession()
    return later.resume({ platform, life, running, begin })
  }

  const shared: Shared = { platform, subscribers, setState, start }
  return {
    ...shared,
    store,
    life,
    running,
    connect: (options) =>
      new Promise((resolve, reject) => {
        start(options, { success: resolve, error: reject, exit: () => resolve([]) })
      }),
    close() {
      const flow = running()
      if (flow) flow.send({ type: 'left', reason: 'cancelled' })
      else notify(platform, subscribers, 'close')
    },
    on(event, handler) {
      const listener = { [event]: handler }
      subscribers.add(listener)
      resume().catch(platform.reportError)
      return () => void subscribers.delete(listener)
    },
  }
}
