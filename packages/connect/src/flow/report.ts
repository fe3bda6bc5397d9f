import { guard, notify, type ConnectEvents, type Listener } from '../events.ts'
import type { ConnectOptions } from '../options.ts'
import { targetOf, type ConnectState, type Shown } from '../outcome.ts'
import type { Platform } from '../platform/browser.ts'
import type { Held } from './held.ts'
import type { State } from './state.ts'

/** What the flows of one widget share. */
export interface Shared {
  /** The browser, or what stands in for it in a test. */
  platform: Platform
  /** Everybody who hears of every flow. */
  subscribers: Set<Listener>
  /** Replaces the state of the store. */
  setState: (state: ConnectState, replace: true) => void
  /**
   * Starts a flow, joins the one for the same target, or replaces the one for another. The outcome goes to the callbacks
   * in the options and to `promise`.
   */
  start: (options: ConnectOptions, promise?: Listener) => void
}

/** What a flow reports to the app. */
export interface Report {
  step: (name: string, provider?: string) => void
  /** Puts the state into the store, and reports it as a step. Does nothing if it is shown already. */
  show: (state: State) => void
  /** Gives the outcome to all who wait for the flow. */
  notify: (state: State) => void
}

export function createReport(
  { platform, subscribers, setState, start }: Shared,
  options: ConnectOptions,
  callers: Set<Listener[]>,
  held: Pick<Held, 'session'>,
): Report {
  let last = ''

  function notifyAll<Name extends keyof ConnectEvents>(name: Name, ...values: ConnectEvents[Name]): void {
    notify(platform, [...subscribers, ...callers].flat(), name, ...values)
  }

  function step(name: string, at = options.provider): void {
    notifyAll('event', name, {
      timestamp: new platform.Date().toISOString(),
      session_id: held.session?.id,
      provider: at,
    })
  }

  function shownOf(state: State): Shown {
    const { status } = state
    if (status === 'blocked') return { status, retry: () => start(options) }
    if ('outcome' in state) return state.outcome
    return { status: status === 'opening' || status === 'detached' ? status : 'waiting' }
  }

  return {
    step,
    show(state) {
      const shown = shownOf(state)
      if (shown.status === last) return
      last = shown.status
      guard(platform, () => setState({ ...shown, ...targetOf(options) }, true))
      if (last !== 'opening' && last !== 'waiting' && last !== 'connected') step(last)
    },
    notify(state) {
      if (!('outcome' in state)) return
      const { outcome } = state
      if (outcome.status === 'connected') notifyAll('success', outcome.connections, { late: false })
      else if (outcome.status === 'error') notifyAll('error', outcome.error)
      else notifyAll('exit', outcome)
      notifyAll('close')
    },
  }
}
