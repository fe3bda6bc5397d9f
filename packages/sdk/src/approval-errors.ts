/* oxlint-disable no-useless-constructor -- they narrow the codes that a class may carry */
import { AlterError, type ErrorFacts } from './alter-error.ts'

/** Which approval an error is about. */
export interface ApprovalFacts extends ErrorFacts {
  /** Names the approval in later calls. */
  approvalId?: string
}

/** Nothing was sent: a human must say yes first. `app.awaitApproval(error.approvalId)` waits for what comes of it. */
export class ApprovalRequiredError extends AlterError {
  declare readonly code: 'approval_required'
  /** Names the approval in later calls. */
  declare readonly approvalId: string
  /** Where the user decides: send them there. Absent where the operator of the vault decides. */
  declare readonly approvalUrl?: string
  /** ISO 8601: nobody can say yes afterwards. */
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
  /** Names the approval. */
  declare readonly approvalId?: string
  /** The words of whoever said no. Absent where they gave none. */
  declare readonly denialReason?: string

  constructor(detail: string, facts?: ApprovalFacts & { denialReason?: string }) {
    super('approval_denied', detail, facts)
  }
}

/** Nobody said yes in time, or what was asked for has ended. Nothing was sent. */
export class ApprovalExpiredError extends AlterError {
  declare readonly code: 'approval_expired'
  /** Names the approval. */
  declare readonly approvalId?: string
  /** What ended it, such as `grant_revoked`. Absent where time did. */
  declare readonly failure?: string

  constructor(detail: string, facts?: ApprovalFacts & { failure?: string }) {
    super('approval_expired', detail, facts)
  }
}

/**
 * A human said yes, and yet there is no answer. `approval_failed`: `failure` says why, and `outcome_unknown` that it may
 * have been sent. `approval_answer_gone`: it was sent, and the answer is no longer kept, or was too long to be.
 */
export class ApprovalExecutionFailedError extends AlterError {
  declare readonly code: 'approval_failed' | 'approval_answer_gone'
  /** Names the approval. */
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

/** Nobody has decided within the time that the caller wanted to wait. The approval stands: wait for it again. */
export class ApprovalTimeoutError extends AlterError {
  declare readonly code: 'approval_timeout'
  /** Names the approval. */
  declare readonly approvalId?: string

  constructor(detail: string, facts?: ApprovalFacts) {
    super('approval_timeout', detail, facts)
  }
}
