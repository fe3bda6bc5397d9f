import type { Connection } from '@alter/protocol'
import type { ConnectError } from './errors.ts'

/** What a flow connects; two calls with the same target share one flow. */
export interface Target {
  /** Provider id, such as `google`; left out, the user chooses on the page. */
  provider?: string | undefined
  /** The grant to authorize again. */
  grantId?: string | undefined
}

export interface Exit {
  /**
   * `closed`: by the user, who may have pressed Cancel in it. `cancelled`: by `close()`, or in a window out of sight.
   * `replaced`: by a flow with another target.
   */
  reason: 'closed' | 'replaced' | 'cancelled'
  /** `false` where the window was out of sight: a success can still follow, with `late: true` on the bus. */
  certain: boolean
}

/** How a flow ended. */
export type Outcome =
  | { status: 'connected'; connections: Connection[] }
  | { status: 'error'; error: ConnectError }
  | ({ status: 'exit' } & Exit)

/** The window is open, and the session token on its way. */
type Opening = { status: 'opening' } & Target
/** The user is in the window. */
type Waiting = { status: 'waiting' } & Target
/** The window is out of sight; the vault is being asked. */
type Detached = { status: 'detached' } & Target

/** Where the current flow stands. How it ended stays until the next one starts. */
export type ConnectState =
  | { status: 'idle' }
  | Opening
  /** The flow ended with `popup_blocked`; `retry` makes the same call again, from a fresh click. */
  | ({ status: 'blocked'; retry: () => void } & Target)
  | Waiting
  | Detached
  | (Outcome & Target)

/** What happens to a flow, as the state it asks for. */
export type Move =
  | Opening
  | { status: 'blocked'; retry: () => void }
  | { status: 'waiting' }
  | { status: 'detached' }
  | Outcome

/** The next state; a move that makes no sense in a state leaves it as it is. */
export function transition(state: ConnectState, move: Move): ConnectState {
  const isRunning = /opening|waiting|detached/.test(state.status)
  if (move.status === 'opening') return isRunning ? state : move
  if (!isRunning || (move.status === 'detached' && state.status !== 'waiting')) return state
  return { ...state, ...move }
}
