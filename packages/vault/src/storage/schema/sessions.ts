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
  /** 1 when the return URL gets only the session id. */
  shortReturn: number
  providers: string
  requiredScopes: string
  grantId: string | null
  accountHint: string | null
  /** Language of the page; `null` for the browser's. */
  locale: string | null
  grantTtl: number | null
  /** Rules of new grants; `null` keeps a grant's present rules. */
  grantPolicies: string | null
  /** The agent that may get an account; `null` for none. */
  agentId: string | null
  /** The agent whose own key created the session; `null` when the app's key did. */
  askedBy: string | null
  /** The app's rules for the delegation. */
  agentRules: string | null
  /** Life of the delegation in seconds; `null` when it ends with the grant. */
  agentTtl: number | null
  /** How the user tightened the agent's rules; `null` before the user was asked. */
  tightening: string | null
  /** The app's own data for the audit. */
  metadata: string | null
  grants: string
  events: string
  error: SessionErrorCode | null
  errorDescription: string | null
  attempts: number
  createdAt: number
  expiresAt: number
  /** When the outcome was written; `null` before, also when the session has expired. */
  endedAt: number | null
  /** Raised with every change. An update names the version that it was computed from. */
  version: number
  /** Seals the whole row; `null` in a row that the vault did not write. */
  seal: string | null
}

export interface AttemptRow {
  stateHash: string
  sessionId: string
  provider: string
  /** The sealed PKCE verifier. Emptied when the attempt is used. */
  verifier: string
  nonce: string | null
  scopes: string
  /** JSON: the user's answers to the provider's questions. */
  fields: string
  /** How the user tightened the agent's rules on the page that began this attempt; `null` without an agent. */
  tightening: string | null
  createdAt: number
  usedAt: number | null
}
