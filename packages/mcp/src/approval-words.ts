import type { ApprovalRequiredError } from '@alter/sdk'
import type { Decided } from './decided.ts'

/** What a human must decide, and where. */
export function inWords({ approvalId, approvalUrl, detail }: ApprovalRequiredError): string {
  const where = approvalUrl === undefined ? '' : ` The user decides here: ${approvalUrl}`
  return `${detail}${where} (approval_id ${approvalId})`
}

/**
 * Why a tool did not go on, and what of it may be done.
 * @param why a sentence without its full stop
 */
export function stopped(why: string, decided: Decided): string {
  if (decided.size === 0) return `${why}: nothing was done.`
  return `${why}. Calls that were approved may have been sent (approval_id ${[...decided.values()].join(', ')}).`
}
