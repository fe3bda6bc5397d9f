import type { ConnectError, ConnectOptions, Exit, Handler, NewConnections, ProviderId } from '@alter/connect'

/** What is to be connected. */
export interface ConnectTarget extends Pick<ConnectOptions, 'grace' | 'mode' | 'whenBlocked'> {
  /** Provider id, such as `google`; left out, the user chooses in the window. */
  provider?: ProviderId | undefined
  /** Authorizes this grant again. */
  grantId?: string | undefined
  /** Label of the account to preselect at the provider. */
  accountHint?: string | undefined
}

/** Always those of the last render; none is called after unmount. */
export interface ConnectCallbacks {
  onSuccess?: ((connections: NewConnections) => void) | undefined
  onError?: ((error: ConnectError) => void) | undefined
  onExit?: ((exit: Exit) => void) | undefined
  onEvent?: Handler<'event'> | undefined
}
