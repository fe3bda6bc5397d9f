import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Step } from './answer.ts'
import { ConnectError } from './errors.ts'
import { createFlow, type Flow } from './flow.ts'
import type { ConnectEvents, Listener } from './listener.ts'
import { transition, type ConnectState, type Move, type Outcome, type Target } from './machine.ts'
import { readOptions, type AlterConnectConfig, type OpenOptions } from './options.ts'
import { browserPlatform, type Popup } from './platform.ts'

/** Who is told together: the callbacks and the promise of a call, or all subscribers. */
type Caller = Iterable<Listener>

/** A flow, and all who wait for it. */
interface Run {
  /** None when the popup was blocked. */
  flow: Flow | null
  target: Target
  /** The subscribers first. */
  callers: Caller[]
  /** Aborted once everybody has been told. */
  life: AbortController
}

export type ReadonlyStore = Pick<StoreApi<ConnectState>, 'getState' | 'getInitialState' | 'subscribe'>

export interface Calls {
  store: ReadonlyStore
  /** Told of every flow. */
  subscribers: Set<Listener>
  /**
   * Starts a flow, joins the one for the same target, or replaces the one for another.
   * @throws {ConnectError} before anything is opened
   */
  add(options: OpenOptions, promise?: Listener): void
  isRunning(): boolean
  /** Ends the current flow, if there is one. */
  close(): void
  /** Ends the flows, too, that are only asked for a late success. */
  end(): void
}

/** Who waits for which flow: of all calls, at most one flow runs. */
export function createCalls(config: AlterConnectConfig): Calls {
  const platform = config.platform ?? browserPlatform
  const { setState, ...store } = createStore<ConnectState>(() => ({ status: 'idle' }))
  const subscribers = new Set<Listener>()
  /** Settled uncertainly; the vault is still asked. */
  const late: Run[] = []
  let current: Run | undefined

  /** What a function of the app throws is reported, and breaks nothing. */
  const guard = (call: () => void): void => {
    try {
      call()
    } catch (error) {
      platform.report(error)
    }
  }

  const tell = <Name extends keyof ConnectEvents>(
    callers: Caller[],
    name: Name,
    ...values: ConnectEvents[Name]
  ): void => {
    const listeners = callers.flatMap((caller) => [...caller])
    for (const listener of listeners) guard(() => listener[name]?.(...values))
  }

  const tellOutcome = (callers: Caller[], outcome: Outcome): void => {
    if (outcome.status === 'connected') tell(callers, 'success', outcome.connections, { late: false })
    else if (outcome.status === 'error') tell(callers, 'error', outcome.error)
    else tell(callers, 'exit', outcome)
  }

  const tellStep = (run: Run, { event, provider = run.target.provider }: Step): void => {
    const timestamp = new Date(platform.now()).toISOString()
    const metadata = { timestamp, session_id: run.flow?.sessionId(), provider }
    if (config.debug) platform.debug(event, metadata)
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
    // A handler that is being told may have ended the run already.
    if (current !== run) return
    current = undefined
    move(run, outcome)
    tellOutcome(run.callers, outcome)
    run.life.abort()
  }

  const stop = (run: Run, outcome: Outcome): void => {
    run.flow?.end()?.close()
    settle(run, outcome)
  }

  const join = (run: Run, { signal }: OpenOptions, caller: Caller): void => {
    const leave = (): void => {
      if (current !== run) return
      const outcome: Outcome = {
        status: 'error',
        error: new ConnectError('aborted', '', signal?.reason),
      }
      const others = run.callers.filter((other) => other !== caller)
      if (others.length === 1) return stop(run, outcome)
      run.callers = others
      tellOutcome([caller], outcome)
    }
    run.callers.push(caller)
    signal?.addEventListener('abort', leave, { signal: run.life.signal })
  }

  const add = (options: OpenOptions, promise: Listener = {}, taken?: Popup): void => {
    const request = readOptions(options, config)
    const { target } = request
    const caller = [callbacksOf(options), promise]
    current?.flow?.look()
    const last = current
    if (last && !isSame(last.target, target)) {
      taken?.close()
      const within = last.flow?.end()
      within?.location.replace('about:blank')
      within?.focus()
      settle(last, { status: 'exit', reason: 'replaced', certain: true })
      // A handler may have started the next flow meanwhile.
      return add(options, promise, within)
    }
    if (last) {
      taken?.close()
      last.flow?.attend()
      return join(last, options, caller)
    }
    const life = new AbortController()
    const popup = taken ?? platform.open()
    const flow =
      popup &&
      createFlow(platform, request, popup, life.signal, {
        onMove: (to) => move(run, to),
        onStep: (step) => tellStep(run, step),
        onSettle(outcome) {
          if (current === run) {
            if (outcome.status === 'exit' && !outcome.certain) late.push(run)
            settle(run, outcome)
          } else if (outcome.status === 'connected' && late.includes(run)) {
            tell([subscribers], 'success', outcome.connections, { late: true })
          }
        },
      })
    const run: Run = { flow, target, callers: [subscribers], life }
    current = run
    join(run, options, caller)
    move(run, { status: 'opening', ...target })
    if (current !== run) return
    if (flow) return flow.start()
    move(run, { status: 'blocked', retry: () => add(options) })
    stop(run, { status: 'error', error: new ConnectError('popup_blocked') })
  }

  const close = (): void => {
    if (current) stop(current, { status: 'exit', reason: 'cancelled', certain: true })
  }

  return {
    store,
    subscribers,
    add,
    isRunning: () => !!current,
    close() {
      close()
      tell([subscribers], 'close')
    },
    end() {
      close()
      for (const { flow } of late) flow?.end()
    },
  }
}

function isSame(a: Target, b: Target): boolean {
  return a.provider === b.provider && a.grantId === b.grantId
}

function callbacksOf({ onSuccess, onError, onExit, onEvent }: OpenOptions): Listener {
  return { success: onSuccess, error: onError, exit: onExit, event: onEvent }
}
