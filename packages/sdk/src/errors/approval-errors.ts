/* oxlint-disable no-useless-constructor -- they narrow the codes that a class may carry */
import { AlterError, type ErrorFacts } from '../alter-error.ts'

/** The approval of an error. */
export interface ApprovalFacts extends ErrorFacts {
  /** Id of the approval in later calls. Absent when the vault sent none. */
  approvalId?: string
}

/** A human must say yes first, and nothing was sent. `app.awaitApproval(error.approvalId)` waits for the result. */
export class ApprovalRequiredError extends AlterError {
  declare readonly code: 'approval_required'
  /** Names the approval in later calls. */
  declare readonly approvalId: string
  /** Page where the user decides. Absent when the vault's operator decides. */
  declare readonly approvalUrl?: string
  /** ISO 8601: end of the time for a yes. */
  declare readonly expiresAt: string

  constructor(
    detail: string,
    facts: ErrorFacts & { approvalId: string; approvalUrl?: string; expiresAt: string },
  ) {
    super('approval_required', detail, facts)
  }
}

/** A human said no. Nothing was sent. */
export class ApprovalDeniedError extends AlterError {
  declare readonly code: 'approval_denied'
  /** Id of the approval. Absent when the vault sent none. */
  declare readonly approvalId?: string
  /** The reason that the human gave. Absent when there is none. */
  declare readonly denialReason?: string

  constructor(detail: string, facts?: ApprovalFacts & { denialReason?: string }) {
    super('approval_denied', detail, facts)
  }
}

/** Nobody said yes in time, or what the request depended on has ended. Nothing was sent. */
export class ApprovalExpiredError extends AlterError {
  declare readonly code: 'approval_expired'
  /** Id of the approval. Absent when the vault sent none. */
  declare readonly approvalId?: string
  /** What ended it, such as `grant_revoked`. Absent when its time ran out. */
  declare readonly failure?: string

  constructor(detail: string, facts?: ApprovalFacts & { failure?: string }) {
    super('approval_expired', detail, facts)
  }
}

/**
 * A human said yes, but there is no answer. With `approval_failed`, `failure` says why; `outcome_unknown` means that
 * the request may have been sent. With `approval_answer_gone` it was sent, and the answer is no longer kept or was too
 * long.
 */
export class ApprovalExecutionFailedError extends AlterError {
  declare readonly code: 'approval_failed' | 'approval_answer_gone'
  /** Id of the approval. Absent when the vault sent none. */
  declare readonly approvalId?: string
  /** A problem code such as `policy_violation`, or `outcome_unknown`. Absent with `approval_answer_gone`. */
  declare readonly failure?: string

  constructor(
    code: ApprovalExecutionFailedError['code'],
    detail: string,
    facts?: ApprovalFacts & { failure?: string },
  ) {
    super(code, detail, facts)
  }
}

/** Nobody decided within the time that the caller waits. The approval stays open and can be awaited again. */
export class ApprovalTimeoutError extends AlterError {
  declare readonly code: 'approval_timeout'
  /** Id of the approval. Absent when the vault sent none. */
  declare readonly approvalId?: string

  constructor(detail: string, facts?: ApprovalFacts) {
    super('approval_timeout', detail, facts)
  }
}
