import type { SessionErrorCode } from '@alter/protocol'

/** Everything that can go wrong on the page. */
export type TroubleCode =
  | SessionErrorCode
  | 'invalid_token'
  | 'session_in_use'
  | 'session_ended'
  | 'rate_limited'
  | 'invalid_oauth_url'
  /** The account that the agent should get is connected no more. */
  | 'account_gone'
  /** The agent that asks was stopped meanwhile. */
  | 'agent_inactive'
  /** The page was opened without a session. */
  | 'no_session'
  /** The app has nothing to connect to. */
  | 'no_provider'
  | 'offline'
  /** The vault did not answer, or not with what was asked for. */
  | 'unreachable'

export interface Trouble {
  code: TroubleCode
  /** What the vault says about it, for the app's developer. */
  description?: string
  /** The field of the form that was refused. */
  field?: string
}

/** Trouble that may be over at the next attempt; everything else ends the visit. */
export function isPassing({ code }: Trouble): boolean {
  return code === 'offline' || code === 'unreachable' || code === 'rate_limited'
}
