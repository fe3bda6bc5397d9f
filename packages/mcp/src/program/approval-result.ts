import type { CallToolResult } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { openApprovalsOf } from '../open-approvals.ts'
import { orRefused } from '../result.ts'
import { describeAnswer } from './answer.ts'
import { type Session, traced, userOf } from './session.ts'

/** How long the tool waits. Clients allow a call one minute. Milliseconds. */
const WAIT = 50_000

const input = z.object({
  approval_id: z.string().min(1).max(100).describe('The approval id that request returned'),
})

/** Registers the tool that reads the result of a call with an approval, for clients that open no pages. */
export function registerApprovalResult(session: Session): void {
  session.server.registerTool(
    'approval_result',
    {
      description:
        'Waits until a human decides about a request, and then returns the answer of the provider.',
      inputSchema: input,
      annotations: { readOnlyHint: true },
    },
    ({ approval_id: id }, context): Promise<CallToolResult> =>
      orRefused(async () => {
        const { signal } = context.mcpReq
        const user = userOf(session, context)
        const options = { ...user, timeout: WAIT, signal, throwOnError: false }
        const response = await traced(session, 'approval_result').awaitApproval(id, options)
        return describeAnswer(response, {
          onRead() {
            if (!signal.aborted) openApprovalsOf(session.agent, user).forget(id)
          },
        })
      }),
  )
}
