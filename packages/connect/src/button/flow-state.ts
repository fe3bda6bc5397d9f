import type { ConnectState } from '../outcome.ts'

/** A flow runs. */
export function isBusy(
  state: ConnectState,
): state is Extract<ConnectState, { status: 'opening' | 'waiting' | 'detached' }> {
  return state.status === 'opening' || state.status === 'waiting' || state.status === 'detached'
}

/** Nothing runs, and nothing went wrong: what is connected can be shown. */
export function isQuiet({ status }: ConnectState): boolean {
  return status === 'idle' || status === 'exit' || status === 'connected'
}
