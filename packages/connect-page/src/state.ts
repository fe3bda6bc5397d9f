import type { Landing, PageSession, ProviderInfo, Tightening } from '@alter/protocol'
import type { Trouble } from './trouble.ts'

/** How the user came to the page: by the app's link, from the callback, or by Back and Reload. */
export type Arrival = 'link' | 'outcome' | 'return'

/**
 * How the page names its session to the vault: with the link's token, or as a session that is bound to this browser.
 */
type Ticket = { token: string; landing?: Landing } | { session: string }

/** A session in this page; `welcomed` when the opener proved that it is the app. */
export interface Visit {
  session: PageSession
  welcomed: boolean
  /** How the user tightened the agent's rules; only for a session with an agent. */
  tightening: Tightening
}

export type State =
  | { status: 'starting'; arrival: Arrival; ticket: Ticket; visit?: Visit }
  /** The page has asked the opener to prove itself. */
  | { status: 'greeting'; visit: Visit }
  /** Nobody vouches for this link, so the user must confirm it. `guard` opens after the user has looked at the page. */
  | { status: 'confirm'; visit: Visit; guard: 'closed' | 'open' }
  /**
   * The user is asked to let an agent use an account: an existing one by its grant, or a new one (`null`). The question
   * is asked even after a welcome, which only says that the user came from the app.
   */
  | { status: 'consent'; visit: Visit; guard: 'closed' | 'open'; account: string | null }
  | { status: 'choose'; visit: Visit }
  | { status: 'fields'; visit: Visit; provider: ProviderInfo; refused?: Trouble }
  | { status: 'leaving'; visit: Visit; provider: ProviderInfo; fields?: Record<string, string> }
  /** The browser is on its way to the provider. Back may lead here again. */
  | { status: 'away'; visit: Visit; provider: ProviderInfo; url: string }
  /** The agent is being given an account that the user already has. */
  | { status: 'delegating'; visit: Visit; provider: ProviderInfo; grant: string }
  | { status: 'finishing'; visit: Visit }
  | { status: 'cancelling'; visit: Visit }
  | { status: 'connected'; visit: Visit }
  | { status: 'cancelled'; visit: Visit }
  /** The app shows the outcome of a full-page flow. */
  | { status: 'returning'; visit: Visit; url: string }
  | { status: 'stuck'; trouble: Trouble; visit?: Visit; again?: State }

export type Event =
  /** The vault reported the state of the session. */
  | { type: 'session'; session: PageSession; opener: 'present' | 'absent' }
  | { type: 'refused'; trouble: Trouble }
  | { type: 'welcomed' }
  | { type: 'ignored' }
  | { type: 'attention'; guard: 'closed' | 'open' }
  | { type: 'continue' }
  | { type: 'tighten'; tightening: Tightening }
  /** The account for the agent; `null` for a new one. */
  | { type: 'pick'; account: string | null }
  | { type: 'choose'; provider: string }
  /** Gives the agent an account that the user already has. */
  | { type: 'give'; account: string }
  | { type: 'submit'; fields: Record<string, string> }
  | { type: 'authorized'; url: string }
  | { type: 'back' }
  | { type: 'done' }
  | { type: 'cancel' }
  | { type: 'cancelled' }
  | { type: 'retry' }
  /** The page came back from the browser's cache, or the session expired, so the vault is asked again. */
  | { type: 'stale' }

/** Whether the session lets the user connect more than one provider. */
export function isPicker({ session }: Visit): boolean {
  return session.providers.length > 1
}

/** The provider of an account that the user already has; `undefined` when the session does not offer the account. */
export function providerOf(
  { session: { agent, providers } }: Visit,
  account: string,
): ProviderInfo | undefined {
  return providers.find(
    ({ id }) => agent?.accounts[id]?.some(({ grant_id }) => grant_id === account) === true,
  )
}

/** States in which the page waits for the user or for the opener. */
type WithUser = Extract<State, { status: 'greeting' | 'confirm' | 'consent' | 'choose' | 'fields' }>

export function isWithUser(state: State): state is WithUser {
  return ['greeting', 'confirm', 'consent', 'choose', 'fields'].includes(state.status)
}
