import type { Connection, ConnectState, Exit, Target } from '@alter/connect'
import type { RefObject } from 'react'
import { isAborted, isAbout, isBusy, isSameTarget } from '@alter/connect/button/flow-state'
import type { Client } from '../surroundings/client.ts'
import type { ConnectCallbacks, ConnectTarget } from './connect-target.ts'

interface Run extends Target {
  life: AbortController
}

/** The flows of one hook, and the state of flows with its target. */
export interface Runs {
  /** Like `connect` of the widget. A rejection also reaches `onError`, and need not be caught. */
  connect: (target?: ConnectTarget, onExit?: (exit: Exit) => void) => Promise<Connection[]>
  /** Closes the window of a flow that this hook started. Does nothing when none runs. */
  close: () => void
  /** Listens to the store and calls the callbacks. The cleanup cancels a running flow. */
  subscribe: (onChange: () => void) => () => void
  /** The state of the last flow with this target, or with the target that `connect` got. */
  getState: (target: Target) => ConnectState
}

export const IDLE: ConnectState = { status: 'idle' }

export function createRuns(
  client: Client,
  latest: Readonly<RefObject<ConnectTarget & ConnectCallbacks>>,
): Runs {
  let run: Run | undefined
  let onChange: (() => void) | undefined
  /** The hook's own target at the last read. */
  let own: Target | undefined
  /** The target of the last run, which may be another. */
  let about: Target | undefined
  /** The last relevant state of the store, and what is shown for it. */
  let last: ConnectState = IDLE
  let shown = IDLE

  function show(state: ConnectState): ConnectState {
    // This component ended its flow by leaving the page or by being hidden, so it is idle.
    if (isAborted(state)) return IDLE
    return state.status === 'blocked' ? { ...state, retry: () => connect(state) } : state
  }

  /** Whether the connection of a state was disconnected since. */
  function isOver(state: ConnectState): boolean {
    const gone = client.gone.getState()
    return state.status === 'connected' && state.connections.every(({ grant_id }) => gone.has(grant_id))
  }

  const getState: Runs['getState'] = (target) => {
    const now = client.widget().store.getState()
    if (!own || !isSameTarget(own, target)) {
      own = about = target
      shown = IDLE
      // A component that appears later does not show earlier outcomes.
      last = isBusy(now) ? IDLE : now
    }
    const counts = isAbout(now, about ?? own) || (!run && isAbout(now, own))
    if (now !== last && counts) shown = show((last = now))
    return isOver(shown) ? IDLE : shown
  }

  function tell(now: ConnectState): void {
    if (!isAbout(now, run ?? latest.current) || (!run && client.calls)) return
    const { current } = latest
    if (now.status === 'connected' || now.status === 'error' || now.status === 'exit') run = undefined
    if (now.status === 'connected') current.onSuccess?.(now.connections)
    if (now.status === 'error') current.onError?.(now.error)
    if (now.status === 'exit') current.onExit?.(now)
  }

  const connect: Runs['connect'] = (wanted, onExit) => {
    const target = { ...latest.current, ...wanted }
    const life = run && isSameTarget(run, target) ? run.life : new AbortController()
    const mine = (run = { ...target, life })
    about = target
    const widget = client.widget()
    client.calls++
    const connections = widget.connect({
      ...target,
      signal: life.signal,
      onSuccess: undefined,
      onError: undefined,
      onExit,
      onEvent: (...event) => run === mine && latest.current.onEvent?.(...event),
    })
    connections
      .catch((error) => {
        void client.report?.(error)
        // A blocked or refused start changes no state, so `onError` is called here.
        if (run !== mine) return
        run = undefined
        latest.current.onError?.(error)
      })
      .finally(() => client.calls--)
    onChange?.()
    return connections
  }

  return {
    connect,
    close: () => run && client.widget().close(),
    getState,
    subscribe(listener) {
      onChange = listener
      const widget = client.widget()
      const unsubscribe = widget.store.subscribe((now) => {
        listener()
        tell(now)
      })
      const unsubscribeGone = client.gone.subscribe(listener)
      // Any subscription makes the widget resume the flow of an earlier page.
      const off = widget.on('close', () => {})
      return () => {
        const mine = run
        run = undefined
        mine?.life.abort()
        unsubscribe()
        unsubscribeGone()
        off()
      }
    },
  }
}
