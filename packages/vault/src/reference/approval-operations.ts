import { HEADER } from '@alter/protocol'
import { resultQuery } from '../approvals/routes.ts'
import { APP, JWT, USER, type Operations } from './operation.ts'

/** What an asker reads about its approvals. */
export const APPROVAL_OPERATIONS: Operations = {
  'GET /sdk/approvals/:id': {
    id: 'readApproval',
    group: 'Approvals',
    summary: 'How an approval stands',
    description: 'For whoever asked for it alone: the same app or agent, and the same user.',
    access: [USER, APP],
    answer: { status: 200, description: 'The approval.', schema: 'Approval' },
    problems: [...JWT, 'not_found', 'approval_failed'],
  },
  'GET /sdk/approvals/:id/result': {
    id: 'readApprovedAnswer',
    group: 'Approvals',
    summary: "The provider's answer to an approved call",
    description: `For whoever asked, for ten minutes after it came: the provider's own status, headers and body, marked \`${HEADER.upstream}: 1\`. While nobody has decided, or it is being sent, it is a problem with the status 202.`,
    access: [USER, APP],
    query: resultQuery,
    answer: { status: 200, description: "The provider's own answer, whatever its status.", type: '*/*' },
    problems: [
      ...JWT,
      'invalid_request',
      'approval_required',
      'approval_denied',
      'approval_expired',
      'approval_answer_gone',
      'approval_failed',
      'not_found',
    ],
  },
}
