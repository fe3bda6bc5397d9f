import type { ApprovalStatus, Approver } from './approval.ts'
import type { WalletAppName } from './wallet-name.ts'

/** A body as people can read it. A credential is in none of them. */
export type WalletApprovalBody =
  | { kind: 'none' }
  /** `text` is the JSON as it was sent. */
  | { kind: 'json'; text: string }
  | { kind: 'form'; fields: { name: string; value: string }[] }
  | { kind: 'text'; text: string }
  /** Anything else. */
  | { kind: 'other'; content_type: string; bytes: number }

/** `GET /wallet/api/approvals/{id}`: one request that waits for this user's yes, or had it. */
export interface WalletApproval {
  /** The id in the page's address. */
  approval_id: string
  /** How it stands now. */
  status: ApprovalStatus
  /** The app that asks, or whose agent asks. */
  app: WalletAppName
  /** Absent where the app itself asks. */
  agent?: {
    /** The same for the agent's whole life. */
    agent_id: string
    /** What the app calls it for people. */
    agent_name: string
  }
  /** The connection with which it is sent. */
  connection_id: string
  /** Provider id. */
  provider: string
  /** What people call the provider. */
  provider_name: string
  /** Where the vault serves the provider's logo. */
  logo_url: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** Of the request, as it is sent after a yes. */
  method: string
  /** Where it is sent to. */
  host: string
  /** Without its query. */
  path: string
  /** Without the question mark; absent where there is none. */
  query?: string
  /** Absent in a list. */
  body?: WalletApprovalBody
  /** Those that may make it another request; absent in a list, and where there are none. Values of credentials are hidden. */
  headers?: { name: string; value: string }[]
  /** Why, in the words of who asks. */
  reason: string
  /** What the rule that asks is called; absent where it has no name. */
  rule?: string
  /** When it was asked for. */
  created_at: string
  /** When it ends undecided. */
  expires_at: string
  /** Absent until somebody has decided. */
  decided_at?: string
  /** What was said with a no, if anything. */
  denial_reason?: string
  /** Whose words they are: the user's, or those of the operator of the vault. Absent without them. */
  denied_by?: Approver
  /** What the provider answered, once `executed`. */
  response_status?: number
  /** Why it `failed`: a code. Absent where it did not. */
  failure?: string
}

/**
 * `POST /wallet/api/approvals/{id}/approve` (no body) and `…/deny`; both answer the {@link WalletApproval} as it is
 * afterwards. One that was decided before, or is over: `409` with `session_ended`.
 */
export interface WalletDenial {
  /** What whoever asked is given to read; 500 characters at most. Absent where the user says nothing. */
  reason?: string
}
