import type * as wire from '@alter/protocol'
import type { Fields } from './fields.ts'
import { present } from './present.ts'

/** `approved` was not begun yet, `executing` may be under way; `failed` covers an outcome that is not known. */
export type ApprovalStatus = wire.ApprovalStatus

/** One exact call that a human must say yes to before it is sent. */
export interface Approval {
  /** Names the approval in later calls. */
  approvalId: string
  /** How it stands. */
  status: ApprovalStatus
  /** Who is asked, or was asked last: the user of the grant, or the operator of the vault. */
  approver: wire.Approver
  /** Where the user decides: send them there. Absent where the operator does. */
  approvalUrl?: string
  /** The grant that is to be used. */
  grantId: string
  /** Provider id, such as `google`. */
  provider: string
  /** Present where an agent asked. */
  agentId?: string
  /** HTTP method of the call. */
  method: string
  /** Where it goes. */
  host: string
  /** Without its query. */
  path: string
  /** What the approver reads. */
  reason: string
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601: nobody can say yes afterwards. */
  expiresAt: string
  /** ISO 8601. Absent while nobody has decided. */
  decidedAt?: string
  /** The words of whoever said no. */
  denialReason?: string
  /** Why it failed, or ended before anybody decided: a code. `outcome_unknown` is one that may have been sent. */
  failure?: string
  /** Status of the provider's answer. Absent while there is none. */
  responseStatus?: number
  /** ISO 8601: until then the answer can be read. Absent where there is none to read. */
  resultExpiresAt?: string
}

export function readApproval(fields: Fields): Approval {
  return present({
    approvalId: fields.text('approval_id'),
    status: fields.oneOf('status', [
      'pending',
      'approved',
      'executing',
      'executed',
      'failed',
      'denied',
      'expired',
    ]),
    approver: fields.oneOf('approver', ['user', 'operator']),
    approvalUrl: fields.optionalText('approval_url'),
    grantId: fields.text('grant_id'),
    provider: fields.text('provider'),
    agentId: fields.optionalText('agent_id'),
    method: fields.text('method'),
    host: fields.text('host'),
    path: fields.text('path'),
    reason: fields.text('reason'),
    createdAt: fields.text('created_at'),
    expiresAt: fields.text('expires_at'),
    decidedAt: fields.optionalText('decided_at'),
    denialReason: fields.optionalText('denial_reason'),
    failure: fields.optionalText('failure'),
    responseStatus: fields.optionalCount('response_status'),
    resultExpiresAt: fields.optionalText('result_expires_at'),
  })
}
