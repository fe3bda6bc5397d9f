import { useCallback } from 'react'
import type { ConnectState, Outcome } from '@alter/connect'
import type { ConnectCallbacks, ConnectTarget } from './connect-target.ts'
import { useFlow } from './use-flow.ts'

/** What `useConnect()` gives. */
export interface ConnectHandle {
  /** Of the last flow with this hook's target. */
  state: ConnectState
  /**
   * Opens the window: call it in the click, with nothing awaited before. While a flow for the same target runs, it
   * brings its window to the front. Resolves with how the flow ended, and never rejects: a blocked window is an `error`
   * of the code `popup_blocked`, and `aborted` one that the unmount ended.
   */
  connect: (target?: ConnectTarget) => Promise<Outcome>
  /** Closes the window of a flow that this hook started; nothing when none runs. */
  close: () => void
}

/** Untyped code passes an id, or `null`. */
function assertOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null) return
  throw new TypeError("useConnect takes an object: useConnect({ provider: 'google' }).")
}

/**
 * Connects an account, without markup. A flow that a full-page redirect or a reload interrupted goes on where its
 * target is shown again. The flow is cancelled when the component unmounts.
 * @example
 * const { state, connect } = useConnect({ provider: 'google', onSuccess: ([account]) => show(account) })
 * return <button onClick={() => connect()}>{state.status}</button>
 */
export function useConnect(options: ConnectTarget & ConnectCallbacks = {}): ConnectHandle {
  assertOptions(options)
  const { state, connect, close } = useFlow(options)
  const settle = useCallback(
    (target?: ConnectTarget) =>
      new Promise<Outcome>((resolve) => {
        connect(target, (exit) => resolve({ status: 'exit', ...exit })).then(
          // None where the user left, which is told by then.
          ([first, ...more]) => first && resolve({ status: 'connected', connections: [first, ...more] }),
          (error) => resolve({ status: 'error', error }),
        )
      }),
    [connect],
  )
  return { state, connect: settle, close }
}
