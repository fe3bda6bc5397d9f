import type { Texts } from '@alter/connect/texts/texts'
import type { GrantAccount } from '../wire.ts'

/** Why the app's backend could not call the provider, and what the user can do about it. */
export type Repair =
  | {
      status: 'connect'
      provider: string | undefined
      /** Name of the agent without a delegation; `undefined` when the app itself lacks the account. */
      agent: string | undefined
    }
  | { status: 'pick'; provider: string | undefined; accounts: GrantAccount[] }
  | {
      status: 'reconnect'
      reason: 'revoked' | 'expired' | 'scopes'
      provider: string | undefined
      grantId: string | undefined
      missingScopes: string[]
    }
  | {
      /** A human must say yes first. */
      status: 'approve'
      provider: string | undefined
      approvalId: string
      /** Page on which the user decides; `undefined` when somebody else does. */
      url: string | undefined
    }

/** What the user did about it. */
export type RepairOutcome =
  | { status: 'dismissed' }
  | { status: 'connected' }
  /** The user left the page for the decision. The backend asks for the result. */
  | { status: 'decided' }
  | { status: 'picked'; account: GrantAccount }

export interface Asking {
  /** When the call that needs the repair was sent, in milliseconds since the epoch. */
  sentAt: number
  texts: Partial<Texts> | undefined
  /** Aborts when this caller no longer waits. */
  signal: AbortSignal
}

/** Asks the user one question after the other. Calls that wait for the same repair share a question. */
export interface Repairs {
  ask: (repair: Repair, asking: Asking) => Promise<RepairOutcome>
}
