import { ConnectError } from './errors.ts'
import type { Handler } from './events.ts'
import { targetOf, type Exit, type NewConnections, type Target } from './outcome.ts'
import type { Platform } from './platform/browser.ts'
import { parseSession, type Session, type VaultSession } from './platform/vault-session.ts'
import type { Mode } from './platform/window.ts'

/** What a session is to be minted for. */
export interface SessionRequest extends Target {
  /** Label of the account to preselect at the provider. Absent where the call names none. */
  accountHint?: string | undefined
  /** Where a full-page flow shall land: this page. Mint with it as `return_url`. Absent with a popup. */
  returnUrl?: string | undefined
  /** Aborts when the flow is over. */
  signal: AbortSignal
}

/** Gets a session from the app's own backend: its answer, or the bare token. */
export type MintSession = (request: SessionRequest) => Session | Promise<Session>

/**
 * What `createConnect()` is given. All of it is optional where each call brings its `token`.
 * @example
 * createConnect({
 *   session: async ({ provider, signal }) => {
 *     const body = JSON.stringify({ provider })
 *     const response = await fetch('/api/alter/session', { method: 'POST', body, signal })
 *     return response.json()
 *   },
 * })
 */
export interface AlterConnectConfig {
  /**
   * Address of the vault, such as `https://vault.example`, where neither the session nor the call names it. There is
   * no default: without any, a call fails with `invalid_options`; where it is no https URL, nor http on
   * localhost, with `invalid_oauth_url`.
   */
  baseUrl?: string | undefined
  /** Another spelling of `baseUrl`. Default: what the session or the call names. */
  baseURL?: string | undefined
  /** Writes each event, and each error, to the console. Default `false`. */
  debug?: boolean | undefined
  /**
   * Gets a session from the app's own backend, for calls without a `token`. Called in the click, after the window
   * opened; where it throws or rejects, the flow fails with `session_failed`. Default: none, so each call brings its
   * `token`.
   */
  session?: MintSession | undefined
  /** The part of `Window` that the widget uses, for tests. Default: the browser. */
  platform?: Platform | undefined
}

/**
 * What one call is given.
 * @example
 * await connect.connect({ provider: 'google', accountHint: 'ada@example.com' })
 */
export interface ConnectOptions extends Target {
  /**
   * What minting answered, its bare token, or how to get it; a function is called in the click, after the window
   * opened. Default: `session` of `createConnect()`; with neither, the call fails with `invalid_options`.
   */
  token?: Session | Promise<Session> | MintSession | undefined
  /** Address of the vault, where minting does not name it. Default: that of `create()`. */
  baseUrl?: string | undefined
  /** Another spelling of `baseUrl`. Default: what the session names, else that of the config. */
  baseURL?: string | undefined
  /** Label of the account to preselect at the provider. Default: the user chooses there. */
  accountHint?: string | undefined
  /**
   * Default `auto`: a popup; the full page on phones, and on tablets held upright. `redirect` fails with
   * `redirect_error` in a frame, and where `sessionStorage` is missing.
   */
  mode?: Mode | undefined
  /** `redirect`: the full page instead of a popup that the browser blocked. Default `retry`: the state `blocked`. */
  whenBlocked?: 'retry' | 'redirect' | undefined
  /**
   * How long a window that is out of sight may stay without a result once the user is back, in milliseconds. Then the
   * flow ends as an exit with `certain: false`. Default 2000.
   */
  grace?: number | undefined
  /**
   * Leaves the flow with the error `aborted`. The last caller to leave closes the window and cancels the session.
   * Default: the flow ends by itself or by `close()`.
   */
  signal?: AbortSignal | undefined
  /** Called once with what was connected. Default: nothing is called. */
  onSuccess?: ((connections: NewConnections) => void) | undefined
  /** Called once with a `ConnectError`, also where the window was blocked. Default: nothing is called. */
  onError?: ((error: ConnectError) => void) | undefined
  /**
   * Called once when the user left or another flow replaced this one. An exit is no error. Default: nothing is
   * called.
   */
  onExit?: ((exit: Exit) => void) | undefined
  /** Called at each step of the flow. Default: nothing is called. */
  onEvent?: Handler<'event'> | undefined
}

/** Options of `open()`, which reports a success to `onSuccess` alone. */
export interface LaunchOptions extends ConnectOptions {
  /** Called once with what was connected. */
  onSuccess: (connections: NewConnections) => void
}

export function abortedBy(signal: AbortSignal | undefined): ConnectError {
  return new ConnectError('aborted', '', { cause: signal?.reason })
}

/** Gets the session of a call. */
export type GetSession = (signal: AbortSignal, returnUrl: string | undefined) => Promise<VaultSession>

/**
 * How a call gets its session.
 * @throws {ConnectError} `invalid_options`, `invalid_oauth_url`, `aborted`
 */
export function readOptions(options: ConnectOptions, config: AlterConnectConfig): GetSession {
  const source = options.token || config.session
  const baseUrl = options.baseUrl ?? options.baseURL ?? config.baseUrl ?? config.baseURL
  function parse(minted: unknown): VaultSession {
    return parseSession(minted, baseUrl)
  }
  if (options.signal?.aborted) throw abortedBy(options.signal)
  // A missing or malformed token is found before a window opens.
  if (!source || typeof source === 'string') parse(source)
  return async (signal, returnUrl) =>
    parse(
      await (typeof source === 'function'
        ? source({
            ...targetOf(options),
            accountHint: options.accountHint,
            returnUrl,
            signal,
          })
        : source),
    )
}
