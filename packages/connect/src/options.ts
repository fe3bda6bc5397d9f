import type { Connection } from '@alter/protocol'
import { ConnectError } from './errors.ts'
import type { Handler } from './listener.ts'
import type { Exit, Target } from './machine.ts'
import type { Platform } from './platform.ts'
import { parseSession, vaultPage, type FlowSession, type Session } from './session.ts'

/** What a session is to be minted for. */
export interface SessionRequest extends Target {
  /** Label of the account to preselect at the provider. */
  accountHint?: string | undefined
  /** Aborts when the flow is over. */
  signal: AbortSignal
}

export type MintSession = (request: SessionRequest) => Session | Promise<Session>

export interface AlterConnectConfig {
  /** Address of the vault, where neither the session nor the call names it. */
  baseURL?: string
  /** Writes each event to the console. Default `false`. */
  debug?: boolean
  /** Gets a session from the app's own backend, for calls without a `token`. */
  session?: MintSession
  /** Default: the browser. */
  platform?: Platform
}

export interface OpenOptions extends Target {
  /** What minting answered, or how to get it; a function is called in the click, after the window opened. */
  token?: Session | Promise<Session> | MintSession
  /** Address of the vault, where minting does not name it. Default: that of `create()`. */
  baseURL?: string
  /** Label of the account to preselect at the provider. */
  accountHint?: string
  /** Default `auto`. The full-page flow is not there yet: `redirect` is refused with `redirect_error`. */
  mode?: 'auto' | 'popup' | 'redirect'
  /** How long a lost window may stay without a result once the user is back, in milliseconds. Default 2000. */
  grace?: number
  /** Leaves the flow with `aborted`; the last caller to leave cancels it. */
  signal?: AbortSignal
  onSuccess?: (connections: Connection[]) => void
  onError?: (error: ConnectError) => void
  onExit?: (exit: Exit) => void
  onEvent?: Handler<'event'>
}

/** A call, checked. */
export interface Request {
  target: Target
  grace: number
  getSession(signal: AbortSignal): Promise<FlowSession>
}

/** @throws {ConnectError} `invalid_options`, `invalid_oauth_url`, `redirect_error`, `aborted` */
export function readOptions(options: OpenOptions, config: AlterConnectConfig): Request {
  const {
    baseURL = config.baseURL,
    grace = 2000,
    provider,
    grantId,
    accountHint,
    mode,
    signal: leaving,
  } = options
  const source = options.token || config.session
  const target = { provider, grantId }
  if (leaving?.aborted) throw new ConnectError('aborted', '', leaving.reason)
  if (mode === 'redirect') throw new ConnectError('redirect_error')
  if (!source) throw new ConnectError('invalid_options', 'token is missing')
  if (baseURL) vaultPage(baseURL)
  if (typeof source === 'string') parseSession(source, baseURL)
  return {
    target,
    grace,
    getSession: async (signal) =>
      parseSession(
        await (typeof source === 'function' ? source({ ...target, accountHint, signal }) : source),
        baseURL,
      ),
  }
}
