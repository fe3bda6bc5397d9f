import type { Connection } from '@alter/protocol'
import { createCalls, type Calls, type ReadonlyStore } from './calls.ts'
import { ConnectError } from './errors.ts'
import type { ConnectEvents, Handler, Listener } from './listener.ts'
import type { AlterConnectConfig, OpenOptions } from './options.ts'
import type { Cleanup } from './platform.ts'

const VERSION = '0.1.0'

/**
 * Runs at most one flow at a time, from a click to one outcome. After `destroy()` every call fails with
 * `sdk_destroyed`.
 */
export class AlterConnect {
  /** Where the current flow stands, as a read-only zustand store. */
  readonly store: ReadonlyStore
  #calls: Calls | undefined

  /** Does nothing yet, so it is fine on a server. */
  static create(config: AlterConnectConfig = {}): AlterConnect {
    return new AlterConnect(config)
  }

  private constructor(config: AlterConnectConfig) {
    this.#calls = createCalls(config)
    this.store = this.#calls.store
  }

  /**
   * Opens the window, or joins the flow that already runs for the same target. Resolves once launched; what comes of
   * it is told to the callbacks, of which `onSuccess` is required.
   * @throws {ConnectError} before a window opens: `invalid_options`, `invalid_oauth_url`, `redirect_error`,
   * `aborted`, `unsupported_environment`
   */
  async open(options: OpenOptions): Promise<void> {
    const calls = this.#alive
    if (typeof options?.onSuccess !== 'function') {
      throw new ConnectError('invalid_options', 'onSuccess is missing')
    }
    calls.add(options)
  }

  /**
   * Like {@link open}, and resolves with the connections: none when the user left.
   * @throws {ConnectError} any code of the README's table
   */
  connect(options: OpenOptions = {}): Promise<Connection[]> {
    return new Promise((resolve, reject) =>
      this.#alive.add(options, { success: resolve, error: reject, exit: () => resolve([]) }),
    )
  }

  /** Closes the window and cancels the session. */
  close(): void {
    this.#alive.close()
  }

  /** Closes, and ends the widget. */
  destroy(): void {
    const calls = this.#calls
    this.#calls = undefined
    calls?.end()
  }

  /** @returns a function that ends the subscription */
  on<Name extends keyof ConnectEvents>(event: Name, handler: Handler<Name>): Cleanup {
    const { subscribers } = this.#alive
    const listener: Listener = { [event]: handler }
    subscribers.add(listener)
    return () => subscribers.delete(listener)
  }

  off<Name extends keyof ConnectEvents>(event: Name, handler: Handler<Name>): void {
    const { subscribers } = this.#alive
    for (const listener of subscribers) if (listener[event] === handler) subscribers.delete(listener)
  }

  /** Whether a flow runs. */
  isOpen(): boolean {
    return this.#alive.isRunning()
  }

  getVersion(): string {
    return VERSION
  }

  get #alive(): Calls {
    if (!this.#calls) throw new ConnectError('sdk_destroyed')
    return this.#calls
  }
}

/** The same as {@link AlterConnect.create}. */
export const createConnect: (config?: AlterConnectConfig) => AlterConnect = (config) =>
  AlterConnect.create(config)
