import type { ConnectError, ConnectOptions, Exit, Handler, NewConnections, ProviderId } from '@alter/connect'

/** The target of a connection. */
export interface ConnectTarget extends Pick<ConnectOptions, 'grace' | 'mode' | 'whenBlocked'> {
  /** Provider id, such as `google`. Default: the user chooses in the window. */
  provider?: ProviderId | undefined
  /** Grant to authorize again. Default: a new connection. */
  grantId?: string | undefined
  /**
   * Name of the agent that the user may let use the account. The backend decides which agents a page may name: see
   * `agents` of `alterRoutes`. Default: the app alone uses it.
   */
  agent?: string | undefined
  /** Label of the account to preselect at the provider. Default: the user chooses there. */
  accountHint?: string | undefined
}

/** Callbacks of a flow. The functions of the last render are called, and none after unmount. */
export interface ConnectCallbacks {
  /** Called once with the new connections. Default: none. */
  onSuccess?: ((connections: NewConnections) => void) | undefined
  /** Called once when the flow fails, also when the window was blocked. Default: none. */
  onError?: ((error: ConnectError) => void) | undefined
  /** Called once when the user leaves, or another flow replaces this one. Default: none. */
  onExit?: ((exit: Exit) => void) | undefined
  /** Called at each step of the flow. Default: none. */
  onEvent?: Handler<'event'> | undefined
}
