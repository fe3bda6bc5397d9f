import { HEADER } from '@alter/protocol'
import { resultQuery } from '../approvals/routes.ts'
import { APP, JWT, USER, type Operations } from './operation.ts'

/** What an asker reads about its approvals. */
export const APPROVAL_OPERATIONS: Operations = {
  'GET /sdk/approvals/:id': {
    id: 'readApproval',
    group: 'Approvals',
    summary: 'The state of an approval',
    description: 'Only for the app or agent that asked, with the same user.',
    access: [USER, APP],
    answer: { status: 200, description: 'The approval.', schema: 'Approval' },
    problems: [...JWT, 'not_found', 'approval_failed'],
  },
  'GET /sdk/approvals/:id/result': {
    id: 'readApprovedAnswer',
    group: 'Approvals',
    summary: "The provider's answer to an approved call",
    description: `Only for the app or agent that asked, for ten minutes after the answer came: the provider's own status, headers and body, with the header \`${HEADER.upstream}: 1\`. While nobody has decided, or while the call is sent, the answer is a problem with status 202.`,
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
