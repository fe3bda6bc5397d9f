import type { ConnectError } from '../errors.ts'
import type { Exit, Outcome } from '../outcome.ts'

/** How often each step was reported to the app. */
export type Steps = Record<string, number>

/** Where the Connect page is shown: in a window of its own, or in place of the app's page. */
export type Place = 'window' | 'page'

/** The flow has a session. */
interface WithSession {
  steps: Steps
}

/** The Connect page, or the provider's, is in a window. `wasAway`: the app lost the focus since it was navigated. */
interface InWindow extends WithSession {
  wasAway: boolean
}

/** What a flow can be. */
export type State =
  | { status: 'idle' }
  /** The session is on its way. */
  | { status: 'opening'; place: Place }
  /** Our page loads. A host that sends COOP severs the window now, so that `closed` proves nothing. */
  | ({ status: 'loading' } & InWindow)
  /** Our page has spoken. It sends no COOP, so `closed` means that the user closed it. */
  | ({ status: 'onPage' } & InWindow)
  /** The provider may send COOP, so `closed` can also mean that the window was severed. */
  | ({ status: 'atProvider' } & InWindow)
  /** The app's page was reloaded: the window may be there, but there is no handle to it. */
  | ({ status: 'unreachable' } & InWindow)
  /** The app's own page went to the Connect page. It can come back from the browser's cache. */
  | ({ status: 'pageLeft' } & WithSession)
  /** The window is gone or severed. The focus decides: it comes back within a moment, or it does not. */
  | ({ status: 'doubtful' } & WithSession)
  /** The window is gone and the user is elsewhere, perhaps still in it. */
  | ({ status: 'detached' } & WithSession)
  /** The window is gone and the user is back: the vault's next answer decides. */
  | ({ status: 'asked' } & WithSession)
  /** The user is back, and the result may take a moment. */
  | ({ status: 'grace' } & WithSession)
  /** The caller has an uncertain exit. The vault is still asked: a late success is possible. */
  | ({ status: 'unsure'; outcome: Outcome } & WithSession)
  /** The browser blocked the window: the outcome is an error, and the store offers a retry. */
  | { status: 'blocked'; outcome: Outcome }
  | { status: 'settled'; outcome: Outcome }

/** What a flow can be when the app's page was reloaded, or comes back from the Connect page. */
export type Resumed = Extract<State, { status: 'unreachable' | 'doubtful' }>

/** What can happen to a flow. */
export type Happening =
  /** A window, or this page, is there to show the Connect page: at the start, or anew after a second click. */
  | { type: 'opened'; place: Place }
  | { type: 'blocked'; error: ConnectError }
  /** An earlier page of the tab began the flow, and left it in this state. */
  | { type: 'resumed'; state: Resumed }
  | { type: 'minted' }
  /** Minting or loading failed, or the address cannot be shown. */
  | { type: 'failed'; error: ConnectError }
  /** Our page in the window says that it is there. */
  | { type: 'hello' }
  /** `count`: how often this source, the page or the vault, has reported the step. */
  | { type: 'step'; name: string; provider?: string | undefined; count: number }
  /** The page or the vault says how the session stands. Without an outcome it goes on. */
  | { type: 'answered'; outcome?: Outcome | undefined }
  /** The page speaks from a window to which there is no handle. That proves nothing. */
  | { type: 'hinted' }
  | { type: 'windowChecked'; isClosed: boolean }
  /** Another ten seconds have passed. */
  | { type: 'slow' }
  | { type: 'timedOut' }
  /** The app's page is hidden, and may be gone the next moment. */
  | { type: 'hidden' }
  /** The app's page is shown, focused, online or out of the browser's cache again. */
  | { type: 'returned' }
  /** A second call for the same target. */
  | { type: 'clicked' }
  /** By `close()` or `destroy()`, or by a call for another target. */
  | { type: 'left'; reason: Exclude<Exit['reason'], 'closed'> }
  | { type: 'aborted'; error: ConnectError }

/** `hasFocus`: whether the app's page had the focus then. */
export type FlowEvent = Happening & { hasFocus: boolean }

/** What is to be done; `effects.ts` does it. */
export type Command =
  | 'mint'
  /** Brings the window to the front. */
  | 'focusWindow'
  /** Closes the window, and ends all that was started. */
  | 'release'
  /** Shows the state in the store, and reports it as a step; nothing where it is shown already. */
  | 'show'
  /** Gives the outcome to all who wait for the flow. */
  | 'notify'
  /** Hands the event to the rows that load later: at once where they are there, else in its order. */
  | 'consult'

/** What is to be done for a flow with a session; `session-effects.ts` does it, which loads later. */
export type SessionCommand =
  /** Notices from now on what becomes of the window, and the user's coming and going. */
  | 'watch'
  /** Hears from now on what the page in the window says. */
  | 'listen'
  /** Shows the Connect page. */
  | 'navigate'
  /** Brings the window to the front, or opens a fresh one for the session. */
  | 'reopenWindow'
  /** Lets go of a window that is out of sight. */
  | 'forgetWindow'
  /** Keeps the flow for the next page of the tab. */
  | 'save'
  /** Ends the session at the vault, which answers how it ended. */
  | 'cancelSession'
  /** Gives a success that comes after the outcome to the subscribers alone. */
  | 'notifyLate'

/** What is to be done where the window is out of sight; `lost-effects.ts` does it. */
export type LostCommand =
  /** Asks the vault from now on, again and again. */
  | 'ask'
  | 'askNow'
  /** Starts the timer, for the focus to come back from a window that was closed. */
  | 'awaitFocus'
  /** Starts the timer, for the result once the user is back. */
  | 'awaitResult'

export type Effect = Command | SessionCommand | LostCommand | { step: string; provider?: string | undefined }

export type Next = [state: State, ...effects: Effect[]]

/** Whether the flow has not settled, so that a second call joins it. */
export function isRunning(state: State): boolean {
  return !('outcome' in state)
}
