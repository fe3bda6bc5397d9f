import type { Connection } from '@alter/protocol'
import type { Loose, OpenOptions } from './drop-in.ts'
import { ConnectError } from './errors.ts'
import type { ConnectEvents, Handler } from './events.ts'
import type { AlterConnectConfig, ConnectOptions, LaunchOptions } from './options.ts'
import type { Cleanup } from './platform/browser.ts'
import { createWidget, type ReadonlyStore, type Widget } from './widget.ts'

/**
 * Runs at most one flow at a time, from a click to one outcome. After `destroy()` every call fails with
 * `sdk_destroyed`.
 * @example
 * const connect = AlterConnect.create({ session: ({ provider }) => fetchSession(provider) })
 * button.onclick = () => connect.open({ provider: 'google', onSuccess: (connections) => show(connections) })
 */
export class AlterConnect {
  /** Where the current flow stands, as a read-only zustand store. */
  readonly store: ReadonlyStore
  readonly #widget: Widget

  private constructor(config: AlterConnectConfig) {
    this.#widget = createWidget(config)
    this.store = this.#widget.store
  }

  /** Sets nothing going, so it is fine on a server. */
  static create(config?: AlterConnectConfig): AlterConnect {
    return new AlterConnect(config ?? {})
  }

  /** @throws {ConnectError} `sdk_destroyed` */
  #alive(): Widget {
    if (this.#widget.life.signal.aborted) throw new ConnectError('sdk_destroyed')
    return this.#widget
  }

  /**
   * Opens the window, or joins the flow that already runs for the same target. Call it in the click. Resolves once the
   * flow is launched; the outcome goes to the callbacks, of which `onSuccess` is required.
   * @throws {ConnectError} before a window opens: `invalid_options`, `invalid_oauth_url`, `aborted`,
   * `unsupported_environment`, `redirect_error`, `sdk_destroyed`
   * @example
   * await connect.open({ provider: 'google', onSuccess: ([connection]) => show(connection) })
   */
  open(options: LaunchOptions): Promise<void>
  open(options: OpenOptions): Promise<void>
  async open(options: LaunchOptions): Promise<void> {
    if (!options?.onSuccess) throw new ConnectError('invalid_options', 'onSuccess is missing: pass it')
    this.#alive().start(options)
  }

  /**
   * Like {@link open}, and resolves with the connections: none when the user left.
   * @throws {ConnectError} any code of the README's table
   * @example
   * const [connection] = await connect.connect({ provider: 'google' })
   */
  async connect(options?: ConnectOptions): Promise<Connection[]> {
    return this.#alive().connect(options ?? {})
  }

  /** Closes the window and cancels the session. */
  close(): void {
    this.#alive().close()
  }

  /** Closes, and ends the widget. */
  destroy(): void {
    this.#widget.life.abort()
  }

  /**
   * Listens to every flow, not only to those of one call. A subscription also resumes the flow that an earlier page of this
   * tab began: a full-page flow that comes back, or one whose page was reloaded.
   * @returns a function that ends the subscription
   */
  on<Name extends keyof ConnectEvents>(event: Name, handler: Handler<Name>): Cleanup
  on(event: string, handler: (...values: Loose[]) => void): Cleanup
  on(event: string, handler: (...values: Loose[]) => void): Cleanup {
    return this.#alive().on(event, handler)
  }

  /**
   * Ends what `on()` began with the same event and the same function. Does nothing where there is no such
   * subscription.
   */
  off(event: string, handler: (...values: Loose[]) => void): void
  off(event: keyof ConnectEvents, handler: (...values: Loose[]) => void): void {
    const { subscribers } = this.#alive()
    for (const listener of subscribers) {
      if (listener[event] === handler) subscribers.delete(listener)
    }
  }

  /** Whether a flow runs. */
  isOpen(): boolean {
    return !!this.#alive().running()
  }

  /** The version of this package, such as `0.1.0`. */
  getVersion(): string {
    return '0.1.0'
  }
}

/**
 * The same as {@link AlterConnect.create}. Makes one widget; an app needs one.
 * @param config how sessions are minted. Default: each call brings its `token`.
 * @example
 * const connect = createConnect({ session: ({ provider }) => fetchSession(provider) })
 * const connections = await connect.connect({ provider: 'google' })
 */
export function createConnect(config?: AlterConnectConfig): AlterConnect {
  return AlterConnect.create(config)
}
