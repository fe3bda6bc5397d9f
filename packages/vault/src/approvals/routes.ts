import { HEADER } from '@alter/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import type { Callers } from '../identity/caller.ts'
import { readQuery } from '../input.ts'
import { ProblemError } from '../problem.ts'
import { askerOf, describeApproval, isOver, isSameAsker, statusAt, type StoredApproval } from './approval.ts'
import { requiredProblem } from './ask.ts'
import { alteredProblem } from './decide.ts'
import { UNKNOWN } from './execute.ts'
import type { SealedAnswer } from './sealed-request.ts'
import type { ApprovalStore } from './store.ts'
import type { Waiting } from './waiting.ts'

export interface ApprovalRouteParts {
  callers: Callers
  store: ApprovalStore
  waiting: Waiting
  publicUrl: string
  now: () => number
}

/** The longest wait that a caller may ask for. Seconds. */
const LONGEST_WAIT = 25

/** Query of `GET /sdk/approvals/{id}/result`. */
export const resultQuery: z.ZodType<{ wait?: number | undefined }> = z.object({
  wait: z.coerce
    .number('must be a number of seconds')
    .min(0)
    .max(LONGEST_WAIT, `must be at most ${LONGEST_WAIT} seconds`)
    .optional()
    .describe(`Seconds to wait for the end, at most ${LONGEST_WAIT}. Default: 0.`),
})

/** Routes for the asker: the state of an approval, and the provider's answer. Decisions are made elsewhere. */
export function approvalRoutes({ callers, store, waiting, publicUrl, now }: ApprovalRouteParts): Hono {
  async function findOwn(request: Request, id: string): Promise<StoredApproval> {
    const caller = await callers.caller(request)
    const found = await store.find(id)
    if (found && !found.intact && found.appId === caller.app.id) throw alteredProblem(found.id)
    if (found?.intact && isSameAsker(found.approval, askerOf(caller))) return found.approval
    throw new ProblemError('not_found', `There is no approval ${id.slice(0, 64)}.`)
  }

  return new Hono()
    .get('/sdk/approvals/:id', async (context) => {
      const approval = await findOwn(context.req.raw, context.req.param('id'))
      return context.json(describeApproval(approval, publicUrl, now()))
    })
    .get('/sdk/approvals/:id/result', async (context) => {
      const request = context.req.raw
      const { wait = 0 } = readQuery(resultQuery, context.req.query())
      let approval = await findOwn(request, context.req.param('id'))
      const until = performance.now() + wait * 1000
      while (!isOver(statusAt(approval, now())) && !request.signal.aborted) {
        const left = until - performance.now()
        if (left <= 0 || waiting.isClosed()) break
        await waiting.forNews(
          approval.id,
          Math.min(left, Math.max(0, approval.expiresAt - now()) || left),
          request.signal,
        )
        // While the request waited, its key may have been revoked and the approval may have changed.
        approval = await findOwn(request, approval.id)
      }
      return toResponse(await resultOf(approval))
    })

  /** The provider's answer. Throws the problem that tells why there is none. */
  async function resultOf(approval: StoredApproval): Promise<SealedAnswer> {
    const { id, failure, denialReason, keptUntil } = approval
    const details = {
      approval_id: id,
      grant_id: approval.grantId,
      provider: approval.provider,
      ...(failure !== null && { failure }),
    }
    const status = statusAt(approval, now())
    switch (status) {
      case 'pending':
      case 'approved':
      case 'executing':
        throw requiredProblem(approval, publicUrl)
      case 'denied':
        throw new ProblemError('approval_denied', `Nothing was sent: the ${approval.approver} said no.`, {
          ...details,
          ...(denialReason !== null && { denial_reason: denialReason }),
        })
      case 'expired':
        throw new ProblemError(
          'approval_expired',
          failure === null
            ? 'Nothing was sent: nobody said yes in time.'
            : `Nothing was sent: the call is no longer allowed (${failure}).`,
          details,
        )
      case 'failed':
        throw new ProblemError(
          'approval_failed',
          failure === UNKNOWN
            ? 'The call was approved and may have been sent, but the answer is lost. The vault does not send it again: check at the provider whether it was carried out.'
            : `The call was approved, but it failed (${failure}).`,
          details,
        )
      case 'executed': {
        const answer = keptUntil !== null && now() < keptUntil ? await store.answer(approval) : null
        if (answer) return answer
        throw new ProblemError(
          'approval_answer_gone',
          'The call was approved and sent. The vault no longer has the answer, or the answer was too long to keep.',
          details,
        )
      }
    }
    return status satisfies never
  }
}

function toResponse({ status, headers, body }: SealedAnswer): Response {
  const sent = new Headers(headers)
  sent.set(HEADER.upstream, '1')
  return new Response(body === null ? null : Buffer.from(body, 'base64'), { status, headers: sent })
}
