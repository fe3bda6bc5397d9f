import type { ConnectState } from '../outcome.ts'

/** A flow runs. */
export function isBusy(
  state: ConnectState,
): state is Extract<ConnectState, { status: 'opening' | 'waiting' | 'detached' }> {
  return state.status === 'opening' || state.status === 'waiting' || state.status === 'detached'
}
