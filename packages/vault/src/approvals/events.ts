import type { ApprovalEvent, ApprovalEventType } from '@alter/protocol'
import type { Kysely } from 'kysely'
import { isoTime } from '../grants/grant.ts'
import type { Tables } from '../storage/schema.ts'
import type { Post } from '../webhooks/post.ts'
import { approvalUrl, type StoredApproval } from './approval.ts'

/** Notes what happened to an approval for the app's webhook, in the transaction in which it happens. */
export type NoteApprovalEvent = (
  transaction: Kysely<Tables>,
  type: ApprovalEventType,
  approval: StoredApproval,
) => Promise<void>

export function createApprovalEvents(post: Post, publicUrl: string): NoteApprovalEvent {
  return (transaction, type, approval) =>
    post(transaction, approval, ({ userId, timestamp }): ApprovalEvent => {
      const url = approvalUrl(publicUrl, approval)
      const { agentId } = approval
      return {
        type,
        timestamp,
        data: {
          approval_id: approval.id,
          status: approval.status,
          approver: approval.approver,
          ...(url !== undefined && { approval_url: url }),
          grant_id: approval.grantId,
          user_id: userId,
          provider: approval.provider,
          ...(agentId !== null && { agent_id: agentId }),
          method: approval.method,
          host: approval.host,
          path: approval.path,
          reason: approval.reason,
          expires_at: isoTime(approval.expiresAt),
        },
      }
    })
}
