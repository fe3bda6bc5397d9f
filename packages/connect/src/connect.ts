import type { StoreApi } from 'zustand/vanilla'
import type { Connection } from '@alter/protocol'
import { alive, begin, leave } from './calls.ts'
import type { Loose, OpenOptions } from './drop-in.ts'
import { ConnectError } from './errors.ts'
import type { ConnectEvents, Handler } from './listener.ts'
import type { ConnectState } from './machine.ts'
import type { AlterConnectConfig, ConnectOptions, LaunchOptions } from './options.ts'
import type { Cleanup } from './platform.ts'
import { record } from './record.ts'
import { seek } from './seek.ts'
import { tell } from './tell.ts'
import { createWidget, type Widget } from './widget.ts'

export type ReadonlyStore = Pick<StoreApi<ConnectState>, 'getState' | 'getInitialState' | 'subscribe'>

/**
 * Runs at most one flow at a time, from a click to one outcome. After `destroy()` every call fails with
 * `sdk_destroyed`.
 */
export class AlterConnect {
  /** Where the current flow stands, as a read-only zustand store. */
  readonly store: ReadonlyStore
  readonly #widget: Widget

  private constructor(config: AlterConnectConfig) {
    this.store = (this.#widget = createWidget(config)).store
  }

  /** Does nothing yet, so it is fine on a server. */
  static create(config: AlterConnectConfig = {}): AlterConnect {
    return new AlterConnect(config)
  }

  /**
   * Opens the window, or joins the flow that already runs for the same target. Resolves once launched; what comes of
   * it is told to the callbacks, of which `onSuccess` is required.
   * @throws {ConnectError} before a window opens: `invalid_options`, `invalid_oauth_url`, `aborted`,
   * `unsupported_environment`
   */
  open(options: LaunchOptions): Promise<void>
  open(options: OpenOptions): Promise<void>
  async open(options: LaunchOptions): Promise<void> {
    if (!options?.onSuccess) throw new ConnectError('invalid_options', 'onSuccess is missing')
    begin(this.#widget, options)
  }

  /**
   * Like {@link open}, and resolves with the connections: none when the user left.
   * @throws {ConnectError} any code of the README's table
   */
  connect(options: ConnectOptions = {}): Promise<Connection[]> {
    return new Promise((resolve, reject) => {
      begin(this.#widget, options, {
        promise: { success: resolve, error: reject, exit: () => resolve([]) },
      })
    })
  }

  /** Closes the window and cancels the session. */
  close(): void {
    if (alive(this.#widget).current) leave(this.#widget, 'cancelled')
    else tell(this.#widget, 'close')
  }

  /** Closes, and ends the widget. */
  destroy(): void {
    this.#widget.life.abort()
    leave(this.#widget, 'cancelled')
  }

  /**
   * Tells every flow, not only those of one call. The first subscription also goes on with a flow that an earlier page
   * of this tab began: a full-page flow on its return, or one whose page was reloaded.
   * @returns a function that ends the subscription
   */
  on<Name extends keyof ConnectEvents>(event: Name, handler: Handler<Name>): Cleanup
  on(event: string, handler: (...values: Loose[]) => void): Cleanup
  on(event: string, handler: (...values: Loose[]) => void): Cleanup {
    const { subscribers, platform, current } = alive(this.#widget)
    const listener = { [event]: handler }
    subscribers.add(listener)
    if (!current && record(platform)) {
      import('./resume.ts')
        .then(({ resume }) => resume(this.#widget, { record, begin, seek }))
        .catch(platform.reportError)
    }
    return () => subscribers.delete(listener)
  }

  off(event: string, handler: (...values: Loose[]) => void): void {
    const { subscribers } = alive(this.#widget)
    for (const listener of subscribers) {
      if (listener[event] === handler) subscribers.delete(listener)
    }
  }

  /** Whether a flow runs. */
  isOpen(): boolean {
    return !!alive(this.#widget).current
  }

  getVersion(): string {
    return '0.1.0'
  }
}

export function createConnect(config?: AlterConnectConfig): AlterConnect {
  return AlterConnect.create(config)
}
