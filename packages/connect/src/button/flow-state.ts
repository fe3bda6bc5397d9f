import { isSameTarget, type ConnectState, type Target } from '../outcome.ts'

export { isSameTarget }

/** The last flow was about this target. */
export function isAbout(state: ConnectState, target: Target): boolean {
  return state.status !== 'idle' && isSameTarget(state, target)
}

/** A flow runs. */
export function isBusy(
  state: ConnectState,
): state is Extract<ConnectState, { status: 'opening' | 'waiting' | 'detached' }> {
  return state.status === 'opening' || state.status === 'waiting' || state.status === 'detached'
}

/** The user is in the window: there is a way to go on, and one to cancel. */
export function isWindowOpen({ status }: ConnectState): boolean {
  return status === 'waiting' || status === 'detached'
}

/** Whoever showed the flow has left the page, and ended it so. */
export function isAborted(state: ConnectState): boolean {
  return state.status === 'error' && state.error.code === 'aborted'
}

/** Nothing runs, and nothing went wrong: what is connected can be shown. */
export function isQuiet({ status }: ConnectState): boolean {
  return status === 'idle' || status === 'exit' || status === 'connected'
}
