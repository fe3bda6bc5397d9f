import { createStore } from 'zustand/vanilla'
import type { Step } from './message.ts'
import type { AlterConnect as Widget } from './api.ts'
import { ConnectError } from './errors.ts'
import { createFlow, type Flow } from './flow.ts'
import type { ConnectEvents, Listener } from './listener.ts'
import { transition, type ConnectState, type Move, type Outcome, type Target } from './machine.ts'
import { readOptions, type AlterConnectConfig, type OpenOptions } from './options.ts'
import { memory, openWindow, RECORD, type Platform, type Popup } from './platform.ts'
import type { GoOn } from './resume.ts'
import type { FlowSession } from './session.ts'

/** Who is told together: the callbacks and the promise of a call, or all subscribers. */
type Caller = Iterable<Listener>

/** A flow, and all who wait for it. */
export interface Run {
  readonly target: Target
  /** How often each step was told. */
  readonly told: Record<string, number>
  /** Aborted once the flow can tell nothing more. */
  readonly life: AbortController
  /** The subscribers first. */
  callers: Caller[]
  session?: FlowSession
  /** None when the popup was blocked. */
  flow?: Flow
}

/** What a flow starts with, where it does not start from nothing. */
export interface Start extends Partial<Pick<Run, 'told' | 'life'>> {
  window?: Popup | undefined
}

/** Does nothing yet, so it is fine on a server. */
export const createConnect = (config: AlterConnectConfig = {}): Widget => {
  const platform: Platform = config.platform ?? globalThis
  const { setState, ...store } = createStore<ConnectState>(() => ({ status: 'idle' }))
  const subscribers = new Set<Listener>()
  /** Flows that settled uncertainly: the vault is still asked. */
  const late: AbortController[] = []
  let current: Run | undefined
  let isDestroyed = false

  const assertAlive = (): void => {
    if (isDestroyed) throw new ConnectError('sdk_destroyed')
  }

  /** What a function of the app throws is reported, and breaks nothing. */
  const guard = (call: () => void): void => {
    try {
      call()
    } catch (error) {
      platform.reportError(error)
    }
  }

  const tell = <Name extends keyof ConnectEvents>(
    callers: Caller[],
    name: Name,
    ...values: ConnectEvents[Name]
  ): void => {
    for (const listener of callers.flatMap((caller) => [...caller])) {
      guard(() => listener[name]?.(...values))
    }
  }

  const tellOutcome = (callers: Caller[], outcome: Outcome): void => {
    if (outcome.status === 'connected') tell(callers, 'success', outcome.connections, { late: false })
    else if (outcome.status === 'error') tell(callers, 'error', outcome.error)
    else tell(callers, 'exit', outcome)
  }

  const tellStep = (run: Run, { event, provider = run.target.provider }: Step): void => {
    const metadata = { timestamp: new platform.Date().toISOString(), session_id: run.session?.id, provider }
    if (config.debug) platform.console.debug('alter', event, metadata)
    tell(run.callers, 'event', event, metadata)
  }

  const move = (run: Run, to: Move): void => {
    const before = store.getState()
    const state = transition(before, to)
    if (state === before) return
    guard(() => setState(state, true))
    if (/blocked|detached|exit|error/.test(state.status)) tellStep(run, { event: state.status })
  }

  const settle = (run: Run, outcome: Outcome): void => {
    if (current === run) {
      current = undefined
      move(run, outcome)
      tellOutcome(run.callers, outcome)
    } else if (outcome.status === 'connected') {
      tell([subscribers], 'success', outcome.connections, { late: true })
    }
    if (outcome.status === 'exit' && !outcome.certain) late.push(run.life)
    else run.life.abort()
  }

  const stop = (run: Run, outcome: Outcome): Popup | undefined => {
    const window = run.flow?.end()
    settle(run, outcome)
    return window
  }

  const leave = (reason: 'cancelled' | 'replaced'): Popup | undefined =>
    current && stop(current, { status: 'exit', reason, certain: true })

  const join = (run: Run, caller: Caller, signal: AbortSignal | undefined): void => {
    run.callers.push(caller)
    const abort = (): void => {
      if (current !== run) return
      const outcome: Outcome = { status: 'error', error: new ConnectError('aborted', '', signal?.reason) }
      const others = run.callers.filter((other) => other !== caller)
      if (!others[1]) return stop(run, outcome)?.close()
      run.callers = others
      tellOutcome([caller], outcome)
    }
    signal?.addEventListener('abort', abort, { signal: run.life.signal })
  }

  /** Starts a flow, joins the one for the same target, or replaces the one for another. */
  const add = (
    options: OpenOptions,
    promise: Listener = {},
    { window, ...start }: Start = {},
  ): Flow | undefined => {
    assertAlive()
    const getSession = readOptions(options, config)
    const { provider, grantId, mode, whenBlocked, signal, onSuccess, onError, onExit, onEvent } = options
    const caller = [{ success: onSuccess, error: onError, exit: onExit, event: onEvent }, promise]
    current?.flow?.look()
    // Once more where a handler that is told has started the next flow.
    // oxlint-disable-next-line no-unmodified-loop-condition -- `leave` ends it, and a handler may start another
    while (current) {
      window?.close()
      if (current.target.provider === provider && current.target.grantId === grantId) {
        current.flow?.attend()
        join(current, caller, signal)
        return undefined
      }
      const taken = leave('replaced')
      taken?.location.replace('about:blank')
      window = taken?.focus() || taken
    }
    const target = { provider, grantId }
    const popup = window ?? openWindow(platform, mode, whenBlocked)
    const run: Run = { target, told: {}, life: new AbortController(), callers: [subscribers], ...start }
    if (popup !== null)
      run.flow = createFlow(platform, options, getSession, popup, run, move, tellStep, settle)
    current = run
    join(run, caller, signal)
    move(run, { status: 'opening', ...target })
    if (current !== run) return undefined
    if (run.flow) {
      run.flow.start()
      return run.flow
    }
    move(run, { status: 'blocked', retry: () => add(options) })
    const advice = platform.top === platform.self ? '' : 'allow-popups is missing'
    settle(run, { status: 'error', error: new ConnectError('popup_blocked', advice) })
    return undefined
  }

  /** Unless the user has begun another flow meanwhile. */
  const goOn: GoOn = (options, start) => (current ? undefined : add(options, {}, start))

  return {
    store,
    async open(options) {
      if (!options?.onSuccess) throw new ConnectError('invalid_options', 'onSuccess is missing')
      add(options)
    },
    connect: (options = {}) =>
      new Promise((resolve, reject) =>
        add(options, { success: resolve, error: reject, exit: () => resolve([]) }),
      ),
    close() {
      assertAlive()
      leave('cancelled')?.close()
      tell([subscribers], 'close')
    },
    destroy() {
      isDestroyed = true
      leave('cancelled')?.close()
      for (const life of late) life.abort()
    },
    on(event, handler) {
      assertAlive()
      const listener: Listener = { [event]: handler }
      subscribers.add(listener)
      if (!current && memory(platform)?.getItem(RECORD)) {
        import('./resume.ts').then(({ resume }) => resume(platform, RECORD, goOn)).catch(platform.reportError)
      }
      return () => subscribers.delete(listener)
    },
    off(event, handler) {
      assertAlive()
      for (const listener of subscribers) if (listener[event] === handler) subscribers.delete(listener)
    },
    isOpen() {
      assertAlive()
      return !!current
    },
    getVersion: () => '0.1.0',
  }
}

export type AlterConnect = Widget

/** The name of {@link createConnect} in the published client. */
export const AlterConnect: { create(config?: AlterConnectConfig): AlterConnect } = {
  create: createConnect,
}
