import type { ApprovalStatus, Approver } from './approval.ts'
import type { WalletAppName } from './wallet-name.ts'

/** A request body in readable form, without credentials. */
export type WalletApprovalBody =
  | { kind: 'none' }
  /** `text` is the JSON exactly as it was sent. */
  | { kind: 'json'; text: string }
  | { kind: 'form'; fields: { name: string; value: string }[] }
  | { kind: 'text'; text: string }
  /** Any other body. */
  | { kind: 'other'; content_type: string; bytes: number }

/** `GET /wallet/api/approvals/{id}`: a request that waits for this user's yes, or has had a decision. */
export interface WalletApproval {
  /** The id in the page's address. */
  approval_id: string
  /** Its state. */
  status: ApprovalStatus
  /** The app that asks, itself or through its agent. */
  app: WalletAppName
  /** The agent that asks. Absent when the app itself asks. */
  agent?: {
    /** Id that never changes. */
    agent_id: string
    /** Name that people read. */
    agent_name: string
  }
  /** The connection that the request uses. */
  connection_id: string
  /** Provider id. */
  provider: string
  /** Name of the provider. */
  provider_name: string
  /** Address of the provider's logo, which the vault serves. */
  logo_url: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** Method of the request that is sent after a yes. */
  method: string
  /** Host of the request. */
  host: string
  /** Path of the request, without its query. */
  path: string
  /** Query without the question mark. Absent when there is none. */
  query?: string
  /** The body. Absent in a list. */
  body?: WalletApprovalBody
  /**
   * Headers that may change what the request does. Values of credentials are hidden. Absent in a list, and when there
   * are none.
   */
  headers?: { name: string; value: string }[]
  /** The reason in the words of the asker. */
  reason: string
  /** Name of the rule that asks. Absent when it has none. */
  rule?: string
  /** When it was asked, ISO 8601. */
  created_at: string
  /** End of the time for a decision, ISO 8601. */
  expires_at: string
  /** Time of the decision. Absent before it. */
  decided_at?: string
  /** The reason that came with a no. Absent when there is none. */
  denial_reason?: string
  /** Who said no: the user or the vault's operator. Absent without a no. */
  denied_by?: Approver
  /** Status of the provider's answer. Absent before it was `executed`. */
  response_status?: number
  /** Why it `failed`: a code. Absent when it did not. */
  failure?: string
}

/**
 * `POST /wallet/api/approvals/{id}/approve` (no body) and `…/deny`. Both answer with the changed {@link
 * WalletApproval}. An approval that was decided before or is over answers `409` with `session_ended`.
 */
export interface WalletDenial {
  /** Reason for the asker; 500 characters at most. Absent when the user gives none. */
  reason?: string
}
