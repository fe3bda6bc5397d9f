import type { ConnectError, ConnectOptions, Exit, Handler, NewConnections, ProviderId } from '@alter/connect'

/** What is to be connected. */
export interface ConnectTarget extends Pick<ConnectOptions, 'grace' | 'mode' | 'whenBlocked'> {
  /** Provider id, such as `google`. Default: the user chooses in the window. */
  provider?: ProviderId | undefined
  /** Authorizes this grant again. Default: a new connection. */
  grantId?: string | undefined
  /**
   * Name of the agent that the user is asked to let use the account. The backend says which ones a page may name: see
   * `agents` of `alterRoutes`. Default: the app alone uses it.
   */
  agent?: string | undefined
  /** Label of the account to preselect at the provider. Default: the user chooses there. */
  accountHint?: string | undefined
}

/** What is called as a flow goes on. Always the functions of the last render; none is called after unmount. */
export interface ConnectCallbacks {
  /** Called once with what was connected. Default: nothing is called. */
  onSuccess?: ((connections: NewConnections) => void) | undefined
  /** Called once when the flow fails, also where the window was blocked. Default: nothing is called. */
  onError?: ((error: ConnectError) => void) | undefined
  /** Called once when the user leaves, or another flow takes the place of this one. Default: nothing is called. */
  onExit?: ((exit: Exit) => void) | undefined
  /** Called at each step of the flow. Default: nothing is called. */
  onEvent?: Handler<'event'> | undefined
}
