import type * as wire from '@alter/protocol'
import type { Fields } from '../fields.ts'
import { present } from '../present.ts'

/** `approved`: not started yet. `executing`: may be under way. `failed` also means an unknown outcome. */
export type ApprovalStatus = wire.ApprovalStatus

/** One exact call that needs a human's yes before it is sent. */
export interface Approval {
  /** Id of the approval in later calls. */
  approvalId: string
  /** Its state. */
  status: ApprovalStatus
  /** Who decides now, or decided last: the user of the grant, or the vault's operator. */
  approver: wire.Approver
  /** Page where the user decides. Absent when the operator decides. */
  approvalUrl?: string
  /** The grant that the call uses. */
  grantId: string
  /** Provider id, such as `google`. */
  provider: string
  /** Id of the agent. Absent when the app itself asks. */
  agentId?: string
  /** HTTP method of the call. */
  method: string
  /** Host of the call. */
  host: string
  /** Path of the call, without its query. */
  path: string
  /** The reason that the approver reads. */
  reason: string
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601: end of the time for a yes. */
  expiresAt: string
  /** ISO 8601. Absent before a decision. */
  decidedAt?: string
  /** The reason that came with a no. Absent when there is none. */
  denialReason?: string
  /** Why it failed, or ended without a decision: a code. `outcome_unknown`: the request may have been sent. */
  failure?: string
  /** Status of the provider's answer. Absent without one. */
  responseStatus?: number
  /** ISO 8601: how long the answer can be read. Absent without an answer. */
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
