import type { Connection, ProviderId } from '@alter/protocol'
import type { ConnectError } from './errors.ts'

/** What a success brings: one connection for each account, and at least one. */
export type NewConnections = [Connection, ...Connection[]]

/** What a flow connects. Two calls with the same target share one flow. */
export interface Target {
  /** Provider id, such as `google`. Default: the user chooses on the page. */
  provider?: ProviderId | undefined
  /** The grant to authorize again. Default: a new connection. */
  grantId?: string | undefined
  /**
   * Name of the agent that the user is asked to let use the account; the backend says which ones a page may name. Default:
   * the app alone uses it.
   */
  agent?: string | undefined
}

/** What the options of a call connect. */
export function targetOf({ provider, grantId, agent }: Target): Target {
  return { provider, grantId, agent }
}

/** Whether two calls share one flow: an account to preselect makes no other. */
export function isSameTarget(one: Target, other: Target): boolean {
  return one.provider === other.provider && one.grantId === other.grantId && one.agent === other.agent
}

/** How a flow ended that connected nothing and did not fail. */
export interface Exit {
  /**
   * `closed`: by the user, who may have pressed Cancel in the window. `cancelled`: by `close()`, or on the page while
   * its window was out of sight. `replaced`: by a flow with another target.
   */
  reason: 'closed' | 'replaced' | 'cancelled'
  /** `false` where the window was out of sight: a success can still follow, with `late: true` on the bus. */
  certain: boolean
}

/** How a flow ended. */
export type Outcome =
  | { status: 'connected'; connections: NewConnections }
  | { status: 'error'; error: ConnectError }
  | ({ status: 'exit' } & Exit)

/** What the store says of a flow, apart from its target. */
export type Shown =
  /** The window is open, and the session token on its way. */
  | { status: 'opening' }
  /** The user is in the window. */
  | { status: 'waiting' }
  /** The window is out of sight, and the vault is being asked. */
  | { status: 'detached' }
  /** The flow ended with `popup_blocked`; `retry` makes the same call again, from a fresh click. */
  | { status: 'blocked'; retry: () => void }
  | Outcome

/** Where the current flow stands. How it ended stays until the next one starts. */
export type ConnectState = { status: 'idle' } | (Shown & Target)
