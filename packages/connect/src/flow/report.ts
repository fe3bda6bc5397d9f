import { guard, notify, type ConnectEvents, type Listener } from '../events.ts'
import type { ConnectOptions } from '../options.ts'
import type { ConnectState, Outcome, Shown } from '../outcome.ts'
import type { Platform } from '../platform/browser.ts'
import type { State } from './state.ts'

/** What the store shows and is a step of the flow, too. */
const STEPS = new Set<string>(['blocked', 'detached', 'exit', 'error'])

/** What the flows of one widget share. */
export interface Shared {
  platform: Platform
  subscribers: Set<Listener>
  /** Replaces the state of the store. */
  setState: (state: ConnectState, replace: true) => void
  /** Makes a call, as the button does that the state `blocked` offers. */
  start: (options: ConnectOptions) => void
}

/** What a flow reports to the app. */
export interface Report {
  step: (name: string, sessionId: string | undefined, provider?: string) => void
  /** Puts the state into the store; nothing where it is shown already. */
  show: (state: State, sessionId: string | undefined) => void
  /** To all who wait for the flow. */
  outcome: (outcome: Outcome) => void
}

export function createReport(shared: Shared, options: ConnectOptions, callers: Set<Listener>): Report {
  const { platform, subscribers, setState, start } = shared
  const { provider, grantId, agent } = options
  let last = ''

  function notifyAll<Name extends keyof ConnectEvents>(name: Name, ...values: ConnectEvents[Name]): void {
    notify(platform, [...subscribers, ...callers], name, ...values)
  }

  function step(name: string, sessionId: string | undefined, at = provider): void {
    notifyAll('event', name, {
      timestamp: new platform.Date().toISOString(),
      session_id: sessionId,
      provider: at,
    })
  }

  return {
    step,
    show(state, sessionId) {
      const shown = shownOf(state, () => start(options))
      if (shown.status === last) return
      last = shown.status
      guard(platform, () => setState({ ...shown, provider, grantId, agent }, true))
      if (STEPS.has(last)) step(last, sessionId)
    },
    outcome(outcome) {
      if (outcome.status === 'connected') notifyAll('success', outcome.connections, { late: false })
      else if (outcome.status === 'error') notifyAll('error', outcome.error)
      else notifyAll('exit', outcome)
      notifyAll('close')
    },
  }
}

function shownOf(state: State, retry: () => void): Shown {
  const { status } = state
  if (status === 'blocked') return { status, retry }
  if ('outcome' in state) return state.outcome
  return { status: status === 'opening' || status === 'detached' ? status : 'waiting' }
}
