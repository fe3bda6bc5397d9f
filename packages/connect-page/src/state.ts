import type { Landing, PageSession, ProviderInfo, Tightening } from '@alter/protocol'
import type { Trouble } from './trouble.ts'

/** How the page came to its session: by the app's link, back from the callback, or by Back and Reload. */
export type Arrival = 'link' | 'outcome' | 'return'

/** What the page shows the vault: the link's token, or a session that this browser is bound to. */
type Ticket = { token: string; landing?: Landing } | { session: string }

/** A session as this page holds it; `welcomed` when the opener proved that it is the app. */
export interface Visit {
  session: PageSession
  welcomed: boolean
  /** What the user made tighter, where the session is for an agent. */
  tightening: Tightening
}

export type State =
  | { status: 'starting'; arrival: Arrival; ticket: Ticket; visit?: Visit }
  /** The opener has been asked who it is. */
  | { status: 'greeting'; visit: Visit }
  /** Nobody vouches for this link: the user must. `guard` opens once the page had the user's attention. */
  | { status: 'confirm'; visit: Visit; guard: 'closed' | 'open' }
  /**
   * The user is asked to let an agent use an account: one they have, by its grant, or with `null` another one. Asked
   * whoever vouches for the link: a welcome says that the user came from the app, not that they agree.
   */
  | { status: 'consent'; visit: Visit; guard: 'closed' | 'open'; account: string | null }
  | { status: 'choose'; visit: Visit }
  | { status: 'fields'; visit: Visit; provider: ProviderInfo; refused?: Trouble }
  | { status: 'leaving'; visit: Visit; provider: ProviderInfo; fields?: Record<string, string> }
  /** The browser is being sent to the provider; Back may lead here again. */
  | { status: 'away'; visit: Visit; provider: ProviderInfo; url: string }
  /** The agent is given an account that the user has already. */
  | { status: 'delegating'; visit: Visit; provider: ProviderInfo; grant: string }
  | { status: 'finishing'; visit: Visit }
  | { status: 'cancelling'; visit: Visit }
  | { status: 'connected'; visit: Visit }
  | { status: 'cancelled'; visit: Visit }
  /** The outcome of a full-page flow is shown by the app. */
  | { status: 'returning'; visit: Visit; url: string }
  | { status: 'stuck'; trouble: Trouble; visit?: Visit; again?: State }

export type Event =
  /** The vault said how the session stands. */
  | { type: 'session'; session: PageSession; opener: 'present' | 'absent' }
  | { type: 'refused'; trouble: Trouble }
  | { type: 'welcomed' }
  | { type: 'ignored' }
  | { type: 'attention'; guard: 'closed' | 'open' }
  | { type: 'continue' }
  | { type: 'tighten'; tightening: Tightening }
  /** Which account the agent shall get; `null` is another one. */
  | { type: 'pick'; account: string | null }
  | { type: 'choose'; provider: string }
  /** An account that the user has already is given to the agent. */
  | { type: 'give'; account: string }
  | { type: 'submit'; fields: Record<string, string> }
  | { type: 'authorized'; url: string }
  | { type: 'back' }
  | { type: 'done' }
  | { type: 'cancel' }
  | { type: 'cancelled' }
  | { type: 'retry' }
  /** The page came back from the browser's cache, or the session's time is over: ask the vault again. */
  | { type: 'stale' }

/** Whether the session lets the user connect more than one provider. */
export function isPicker({ session }: Visit): boolean {
  return session.providers.length > 1
}

/** The provider of an account that the user has already; `undefined` for one that the session does not offer. */
export function providerOf(
  { session: { agent, providers } }: Visit,
  account: string,
): ProviderInfo | undefined {
  return providers.find(
    ({ id }) => agent?.accounts[id]?.some(({ grant_id }) => grant_id === account) === true,
  )
}

/** States in which the page waits for the user, or for the opener. */
type WithUser = Extract<State, { status: 'greeting' | 'confirm' | 'consent' | 'choose' | 'fields' }>

export function isWithUser(state: State): state is WithUser {
  return ['greeting', 'confirm', 'consent', 'choose', 'fields'].includes(state.status)
}
