import type { StoreApi } from 'zustand/vanilla'
import type { Connection } from '@alter/protocol'
import type { ConnectEvents, Handler } from './listener.ts'
import type { ConnectState } from './machine.ts'
import type { OpenOptions } from './options.ts'
import type { Cleanup } from './platform.ts'

export type ReadonlyStore = Pick<StoreApi<ConnectState>, 'getState' | 'getInitialState' | 'subscribe'>

/**
 * Runs at most one flow at a time, from a click to one outcome. After `destroy()` every call fails with
 * `sdk_destroyed`.
 */
export interface AlterConnect {
  /** Where the current flow stands, as a read-only zustand store. */
  readonly store: ReadonlyStore
  /**
   * Opens the window, or joins the flow that already runs for the same target. Resolves once launched; what comes of
   * it is told to the callbacks, of which `onSuccess` is required.
   * @throws {ConnectError} before a window opens: `invalid_options`, `invalid_oauth_url`, `aborted`,
   * `unsupported_environment`
   */
  open(options: OpenOptions): Promise<void>
  /**
   * Like {@link open}, and resolves with the connections: none when the user left.
   * @throws {ConnectError} any code of the README's table
   */
  connect(options?: OpenOptions): Promise<Connection[]>
  /** Closes the window and cancels the session. */
  close(): void
  /** Closes, and ends the widget. */
  destroy(): void
  /**
   * Tells every flow, not only those of one call. The first subscription also goes on with a flow that an earlier page
   * of this tab began: a full-page flow on its return, or one whose page was reloaded.
   * @returns a function that ends the subscription
   */
  on<Name extends keyof ConnectEvents>(event: Name, handler: Handler<Name>): Cleanup
  off<Name extends keyof ConnectEvents>(event: Name, handler: Handler<Name>): void
  /** Whether a flow runs. */
  isOpen(): boolean
  getVersion(): string
}
