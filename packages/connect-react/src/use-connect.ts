import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Connection, ConnectError, ConnectState, Exit, OpenOptions, Outcome } from '@alter/connect'
import { IDLE, start, stateOf } from './flow.ts'
import type { ConnectTarget } from './flow.ts'
import { useClient } from './provider.tsx'
import { useLatest } from './use-latest.ts'

/** Always those of the last render; none is called after unmount. */
export interface ConnectCallbacks {
  onSuccess?: ((connections: Connection[]) => void) | undefined
  onError?: ((error: ConnectError) => void) | undefined
  onExit?: ((exit: Exit) => void) | undefined
  onEvent?: OpenOptions['onEvent'] | undefined
}

export interface ConnectHandle {
  /** Of the flow that this hook started; `idle` before, whatever others do. */
  state: ConnectState
  /**
   * Opens the window: call it in the click, with nothing awaited before. While a flow for the same target runs, it
   * brings its window to the front. Settles with the flow, and rejects only for a bug.
   */
  connect: (target?: ConnectTarget) => Promise<Outcome>
  /** Closes the window of this hook's flow; nothing when none runs. */
  close: () => void
}

/** This hook's flow: none yet, the target of a running or blocked one, or how the last one ended. */
type Own =
  | { status: 'none' }
  | { status: 'running'; target: ConnectTarget }
  | { status: 'blocked'; target: ConnectTarget }
  | Outcome

interface Run {
  target: ConnectTarget
  abort: AbortController
  outcome: Promise<Outcome>
}

const NONE: Own = { status: 'none' }

/** Connects an account, without markup. The flow is cancelled when the component unmounts. */
export function useConnect(options: ConnectTarget & ConnectCallbacks = {}): ConnectHandle {
  const client = useClient()
  const latest = useLatest(options)
  const [own, setOwn] = useState(NONE)
  const running = useRef<Run>(undefined)

  const isRunning = own.status === 'running'
  const live = useSyncExternalStore(
    useCallback(
      (listener: () => void) => (isRunning ? client.connect().store.subscribe(listener) : () => {}),
      [client, isRunning],
    ),
    () => (own.status === 'running' ? stateOf(client.connect(), own.target) : IDLE),
    () => IDLE,
  )

  useEffect(
    () => () => {
      running.current?.abort.abort()
      running.current = undefined
      setOwn(NONE)
    },
    [],
  )

  const connect = useCallback(
    (wanted: ConnectTarget = {}): Promise<Outcome> => {
      const { provider, grantId, accountHint } = { ...latest.current, ...wanted }
      const target = { provider, grantId, accountHint }
      const widget = client.connect()
      const before = running.current
      if (before && sameTarget(before.target, target)) {
        void start(widget, { ...target, signal: before.abort.signal })
        return before.outcome
      }

      const abort = new AbortController()
      const { signal } = abort
      const settle = (result: Own): void => {
        if (running.current !== run) return
        running.current = undefined
        setOwn(result)
      }
      const flow = start(widget, {
        ...target,
        signal,
        onEvent: (...event) => signal.aborted || latest.current.onEvent?.(...event),
      })
      const outcome = flow.then(
        (result) => {
          settle(isBlocked(result) ? { status: 'blocked', target } : result)
          if (!signal.aborted) tell(latest.current, result)
          return result
        },
        (bug: unknown) => {
          settle(NONE)
          throw bug
        },
      )
      const run: Run = { target, abort, outcome }
      running.current = run
      setOwn({ status: 'running', target })
      return outcome
    },
    [client, latest],
  )

  const close = useCallback(() => {
    if (running.current) client.connect().close()
  }, [client])

  const state = useMemo((): ConnectState => {
    if (own.status === 'none') return IDLE
    if (own.status === 'running') return live
    return own.status === 'blocked' ? { status: 'blocked', retry: () => void connect(own.target) } : own
  }, [own, live, connect])

  return { state, connect, close }
}

function isBlocked(outcome: Outcome): boolean {
  return outcome.status === 'error' && outcome.error.code === 'popup_blocked'
}

/** As the widget compares them: an account to preselect makes no other flow. */
function sameTarget(a: ConnectTarget, b: ConnectTarget): boolean {
  return a.provider === b.provider && a.grantId === b.grantId
}

function tell(callbacks: ConnectCallbacks, outcome: Outcome): void {
  if (outcome.status === 'connected') callbacks.onSuccess?.(outcome.connections)
  else if (outcome.status === 'error') callbacks.onError?.(outcome.error)
  else callbacks.onExit?.({ reason: outcome.reason, certain: outcome.certain })
}
