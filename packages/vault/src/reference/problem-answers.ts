import { type PolicyError, type Problem, PROBLEM_STATUS, type ProblemCode } from '@alter/protocol'
import { z } from 'zod'
import { agentLabel } from './delegation-answers.ts'
import { grantAccount } from './grant-answers.ts'

const seconds = z.number().min(0)

export const policyError: z.ZodType<PolicyError> = z.strictObject({
  policy: z.string(),
  type: z.string(),
  reason: z.string(),
  retry_after: seconds.exactOptional().describe('Seconds.'),
})

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEM_STATUS, code)
}

export const problem: z.ZodType<Problem> = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEM_STATUS).filter(isProblemCode)),
  detail: z.string().describe('What went wrong and what to do about it, for a developer.'),
  request_id: z.string().exactOptional().describe("Names this request in the vault's log."),
  field: z.string().exactOptional().describe('The field at fault.'),
  policy_error: policyError.exactOptional(),
  missing_scopes: z.array(z.string()).exactOptional(),
  host: z.string().exactOptional(),
  provider: z.string().exactOptional(),
  accounts: z.array(grantAccount).exactOptional().describe('The accounts to choose from, oldest first.'),
  grant_id: z.string().exactOptional(),
  agent: agentLabel
    .exactOptional()
    .describe('With `no_delegated_grant`: the agent for which to ask the user.'),
  retry_after: seconds.exactOptional().describe('Seconds.'),
  approval_id: z.string().exactOptional(),
  approval_url: z
    .string()
    .exactOptional()
    .describe('Page at which the user decides. Absent if the operator decides.'),
  expires_at: z.string().exactOptional().describe('ISO 8601. After this time, nobody can say yes.'),
  denial_reason: z.string().exactOptional().describe('The reason of the person who said no.'),
  failure: z
    .string()
    .exactOptional()
    .describe('A code: why it failed, or why it ended before anybody decided.'),
})
