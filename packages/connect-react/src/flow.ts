import { isConnectError } from '@alter/connect'
import type { ConnectState, Exit, OpenOptions, Outcome } from '@alter/connect'
import type { Widget } from './client.ts'

/** What is to be connected. */
export interface ConnectTarget {
  /** Provider id, such as `google`; left out, the user chooses in the window. */
  provider?: string | undefined
  /** Authorizes this grant again. */
  grantId?: string | undefined
  /** Label of the account to preselect at the provider. */
  accountHint?: string | undefined
}

export interface StartOptions extends ConnectTarget {
  signal: AbortSignal
  onEvent?: NonNullable<OpenOptions['onEvent']>
}

/** Opens the window at once, and says how the flow ended. Rejects with what is no `ConnectError`: a bug. */
export async function start(widget: Widget, options: StartOptions): Promise<Outcome> {
  const { provider, grantId, accountHint, signal, onEvent } = options
  let exit: Exit = { reason: 'closed', certain: false }
  try {
    const connections = await widget.connect({
      ...(provider === undefined ? {} : { provider }),
      ...(grantId === undefined ? {} : { grantId }),
      ...(accountHint === undefined ? {} : { accountHint }),
      ...(onEvent ? { onEvent } : {}),
      signal,
      onExit: (why) => {
        exit = why
      },
    })
    return connections.length > 0 ? { status: 'connected', connections } : { status: 'exit', ...exit }
  } catch (error) {
    if (isConnectError(error)) return { status: 'error', error }
    throw error
  }
}

/** The widget's state where it is about this target, else `idle`. */
export function stateOf(widget: Widget, { provider, grantId }: ConnectTarget): ConnectState {
  const state = widget.store.getState()
  return state.status !== 'idle' && state.provider === provider && state.grantId === grantId ? state : IDLE
}

/** One value, so that a store that did not change does not look changed. */
export const IDLE: ConnectState = { status: 'idle' }
