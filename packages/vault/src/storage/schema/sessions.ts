import type { Delivery, SessionErrorCode, SessionStatus } from '@alter/protocol'

export interface SessionRow {
  id: string
  appId: string
  userId: string | null
  userLabel: string
  tokenHash: string
  browserHash: string | null
  status: SessionStatus
  delivery: Delivery
  allowedOrigin: string | null
  returnUrl: string | null
  /** 1: only the session id is appended to the return URL. */
  shortReturn: number
  providers: string
  requiredScopes: string
  grantId: string | null
  accountHint: string | null
  /** Language of the page; `null`: the browser's. */
  locale: string | null
  grantTtl: number | null
  /** Rules for the grants made here; `null` keeps those a grant has. */
  grantPolicies: string | null
  /** The agent that the user is asked to let use an account; `null` for a session without one. */
  agentId: string | null
  /** The agent whose own key asked for it; `null`: the app's did. */
  askedBy: string | null
  /** Rules of the app over what is given to that agent. */
  agentRules: string | null
  /** Life of what is given to that agent, in seconds; `null`: as long as the grant. */
  agentTtl: number | null
  /** What the user made tighter; `null` until they were asked. */
  tightening: string | null
  /** What the app notes with the session, for the audit. */
  metadata: string | null
  grants: string
  events: string
  error: SessionErrorCode | null
  errorDescription: string | null
  attempts: number
  createdAt: number
  expiresAt: number
  /** When the outcome was written; `null` while it stands open, also when time alone has ended it. */
  endedAt: number | null
  /** Rises with every change: an update names the version it was computed from. */
  version: number
  /** Vouches for all of the row; `null` in one that the vault did not write. */
  seal: string | null
}

export interface AttemptRow {
  stateHash: string
  sessionId: string
  provider: string
  /** Sealed PKCE verifier; emptied when the attempt is used. */
  verifier: string
  nonce: string | null
  scopes: string
  /** Answers to the provider's fields. */
  fields: string
  /** What the user made tighter for the agent when they were asked for it; `null` without an agent. */
  tightening: string | null
  createdAt: number
  usedAt: number | null
}
