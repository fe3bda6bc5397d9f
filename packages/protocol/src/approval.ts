/** Who decides: the user of the grant, signed in at the identity provider, or the operator of the vault. */
export type Approver = 'user' | 'operator'

/**
 * `approved`: not started yet. `executing`: may be under way. `failed` also means an unknown outcome; such a request is
 * never sent again.
 */
export type ApprovalStatus =
  | 'pending'
  | 'approved'
  | 'executing'
  | 'executed'
  | 'failed'
  | 'denied'
  | 'expired'

/**
 * `202` of `/sdk/proxy`: a human is asked first, and nothing was sent. A problem document with the code
 * `approval_required` and these members:
 */
export interface ApprovalRequired {
  /** The code of the problem document. */
  code: 'approval_required'
  /** Id for `/sdk/approvals/{id}`. */
  approval_id: string
  /** Page where the user decides. Absent when the operator decides, who uses the command line. */
  approval_url?: string
  /** ISO 8601: end of the time for a yes. */
  expires_at: string
}

/**
 * `GET /sdk/approvals/{id}`, for the asker. `GET /sdk/approvals/{id}/result` answers with the provider's status,
 * headers and body. Before there is an answer, it is `202` with `approval_required`. If the request is not sent or its
 * answer is not kept, it is a problem: `approval_denied`, `approval_expired`, `approval_failed` or
 * `approval_answer_gone`. With `wait` in the query, up to 25 seconds, it waits for the end.
 */
export interface Approval {
  /** As in {@link ApprovalRequired}. */
  approval_id: string
  /** Its state. */
  status: ApprovalStatus
  /** Who decides now. If both must, the user comes first. */
  approver: Approver
  /** As in {@link ApprovalRequired}: absent when the operator decides. */
  approval_url?: string
  /** The grant whose credential is added to the request. */
  grant_id: string
  /** Provider id of the grant. */
  provider: string
  /** Id of the agent. Absent when the app itself asks. */
  agent_id?: string
  /** Method of the request that is sent after a yes. */
  method: string
  /** Host of the request. */
  host: string
  /** Path of the request, without its query. */
  path: string
  /** The reason that the approver reads. */
  reason: string
  /** ISO 8601. */
  created_at: string
  /** ISO 8601: end of the time for a yes. */
  expires_at: string
  /** ISO 8601. Absent before a decision. */
  decided_at?: string
  /** The reason that came with a no. Absent when there is none. */
  denial_reason?: string
  /**
   * Why it `failed`, or ended without a decision: a problem code such as `grant_revoked`. `outcome_unknown`: the
   * request may have been sent, and its answer is unknown.
   */
  failure?: string
  /** Status of the provider's answer. Absent before there is one. */
  response_status?: number
  /** ISO 8601: how long the answer can be read. Absent without an answer. */
  result_expires_at?: string
}

/** The events of an approval: somebody is asked, or the approval is decided or over. */
export type ApprovalEventType = 'approval.requested' | 'approval.decided'

/**
 * What the vault posts to the app's webhook about approvals, signed like a `GrantEvent`. The app learns that somebody
 * is asked, so that it can tell its user, and later the decision or the end of the time. It never contains a body, a
 * query or a token.
 */
export interface ApprovalEvent {
  /** Whether somebody is asked, or it is decided. */
  type: ApprovalEventType
  /** ISO 8601. */
  timestamp: string
  /** The approval at that time. */
  data: {
    /** As in {@link ApprovalRequired}. */
    approval_id: string
    /** Its state at that time. */
    status: ApprovalStatus
    /** Who decides, or decided. */
    approver: Approver
    /** As in {@link ApprovalRequired}: absent when the operator decides. */
    approval_url?: string
    /** The grant whose credential is added to the request. */
    grant_id: string
    /** `sub` of the user's JWT; `null` as in a `GrantEvent`. */
    user_id: string | null
    /** Provider id of the grant. */
    provider: string
    /** Id of the agent. Absent when the app itself asks. */
    agent_id?: string
    /** Method of the request that is sent after a yes. */
    method: string
    /** Host of the request. */
    host: string
    /** Path of the request, without its query. */
    path: string
    /** The reason that the approver reads. */
    reason: string
    /** ISO 8601. */
    expires_at: string
  }
}
