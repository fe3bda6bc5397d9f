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

/** `202` of `/sdk/proxy`: nothing was sent, a human is asked first. Also a problem document with the code `approval_required`. */
export interface ApprovalRequired {
  code: 'approval_required'
  approval_id: string
  /** Where the approver decides. */
  approval_url: string
  /** ISO 8601. */
  expires_at: string
}

/** `GET /sdk/approvals/{id}`, for the one who asked. `GET /sdk/approvals/{id}/result` answers what the provider said. */
export interface Approval {
  approval_id: string
  status: ApprovalStatus
  approver: Approver
  approval_url: string
  grant_id: string
  provider: string
  /** Present where an agent asked. */
  agent_id?: string
  method: string
  host: string
  path: string
  /** What the approver reads. */
  reason: string
  /** ISO 8601. */
  created_at: string
  /** ISO 8601: nobody can say yes afterwards. */
  expires_at: string
  /** ISO 8601. */
  decided_at?: string
  /** The words of whoever said no. */
  denial_reason?: string
  /** `failed`: what became of it; `outcome_unknown` is one that was sent and whose answer nobody kept. */
  failure?: string
  /** Status of the provider's answer, once there is one. */
  response_status?: number
  /** ISO 8601: until then the answer can be read. */
  result_expires_at?: string
}
