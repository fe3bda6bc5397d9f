/** Who says yes: the user of the grant, signed in at the identity provider, or the operator of the vault. */
export type Approver = 'user' | 'operator'

/**
 * `approved` is a yes that was not begun yet, `executing` one that may be under way. `failed` covers an outcome that is
 * not known: it is never sent again.
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
 * `202` of `/sdk/proxy`: nothing was sent, a human is asked first. It is a problem document with the code
 * `approval_required`, and says besides:
 */
export interface ApprovalRequired {
  /** The code of the problem document. */
  code: 'approval_required'
  /** What to ask for at `/sdk/approvals/{id}`. */
  approval_id: string
  /** Where the user decides. Absent where the operator does, who has a command line for it. */
  approval_url?: string
  /** ISO 8601: nobody can say yes afterwards. */
  expires_at: string
}

/**
 * `GET /sdk/approvals/{id}`, for the one who asked. `GET /sdk/approvals/{id}/result` answers what the provider said: its
 * status, headers and body. While there is no answer yet that is `202` with `approval_required`; a request that is not
 * sent, or whose answer is not kept, is a problem: `approval_denied`, `approval_expired`, `approval_failed` or
 * `approval_answer_gone`. With `wait` in the query, up to 25 seconds, it waits for the end.
 */
export interface Approval {
  /** As in {@link ApprovalRequired}. */
  approval_id: string
  /** How it stands now. */
  status: ApprovalStatus
  /** Who has to decide now; where both have to, the user is the first. */
  approver: Approver
  /** As in {@link ApprovalRequired}: absent where the operator decides. */
  approval_url?: string
  /** The grant whose credential is added to the request. */
  grant_id: string
  /** Provider id of the grant. */
  provider: string
  /** Present where an agent asked. */
  agent_id?: string
  /** Of the request, as it is sent after a yes. */
  method: string
  /** Where it is sent to. */
  host: string
  /** Without its query. */
  path: string
  /** What the approver reads. */
  reason: string
  /** ISO 8601. */
  created_at: string
  /** ISO 8601: nobody can say yes afterwards. */
  expires_at: string
  /** ISO 8601; absent until somebody has decided. */
  decided_at?: string
  /** The words of whoever said no, if there are any. */
  denial_reason?: string
  /**
   * Why it `failed`, or ended before anybody decided: a problem code such as `grant_revoked`. `outcome_unknown` is one
   * that may have been sent and whose answer nobody has.
   */
  failure?: string
  /** Status of the provider's answer, once there is one. */
  response_status?: number
  /** ISO 8601: until then the answer can be read. */
  result_expires_at?: string
}

/** What happened to an approval: somebody is asked, or it is decided or over. */
export type ApprovalEventType = 'approval.requested' | 'approval.decided'

/**
 * What the vault posts to the app's webhook, signed as a `GrantEvent` is: that somebody is asked, so that the app
 * can tell its user where they are, and how they decided or that time is up. Never a body, a query or a token.
 */
export interface ApprovalEvent {
  /** Whether somebody is asked, or it is decided. */
  type: ApprovalEventType
  /** ISO 8601. */
  timestamp: string
  /** The approval as it stood then. */
  data: {
    /** As in {@link ApprovalRequired}. */
    approval_id: string
    /** How it stood then. */
    status: ApprovalStatus
    /** Who has to decide, or had to. */
    approver: Approver
    /** As in {@link ApprovalRequired}: absent where the operator decides. */
    approval_url?: string
    /** The grant whose credential is added to the request. */
    grant_id: string
    /** As in the user's JWT; `null` as in a `GrantEvent`. */
    user_id: string | null
    /** Provider id of the grant. */
    provider: string
    /** Present where an agent asked. */
    agent_id?: string
    /** Of the request, as it is sent after a yes. */
    method: string
    /** Where it is sent to. */
    host: string
    /** Without its query. */
    path: string
    /** What the approver reads. */
    reason: string
    /** ISO 8601. */
    expires_at: string
  }
}
