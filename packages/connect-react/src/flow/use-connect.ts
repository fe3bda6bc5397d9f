import { useCallback } from 'react'
import type { ConnectState, Outcome } from '@alter/connect'
import type { ConnectCallbacks, ConnectTarget } from './connect-target.ts'
import { useFlow } from './use-flow.ts'

/** The result of `useConnect()`. */
export interface ConnectHandle {
  /** The state of the last flow with this hook's target. */
  state: ConnectState
  /**
   * Opens the window. Call it in the click, without awaiting anything before. During a flow for the same target it
   * brings that window to the front. Resolves with the outcome and never rejects: for a blocked window with an `error`
   * of code `popup_blocked`, after an unmount with `aborted`.
   */
  connect: (target?: ConnectTarget) => Promise<Outcome>
  /** Closes the window of a flow that this hook started. Does nothing when none runs. */
  close: () => void
}

/** Checks options, because untyped code may pass an id or `null`. */
function assertOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null) return
  throw new TypeError("useConnect takes an object: useConnect({ provider: 'google' }).")
}

/**
 * Connects an account, without markup. A flow that was interrupted by a full-page redirect or a reload goes on when its
 * target is shown again. Unmounting cancels the flow.
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
          // Empty when the user left, which was reported before.
          ([first, ...more]) => first && resolve({ status: 'connected', connections: [first, ...more] }),
          (error) => resolve({ status: 'error', error }),
        )
      }),
    [connect],
  )
  return { state, connect: settle, close }
}
