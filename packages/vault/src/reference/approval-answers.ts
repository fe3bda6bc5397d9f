import type { Approval } from '@alter/protocol'
import { z } from 'zod'

const time = z.iso.datetime()

export const approval: z.ZodType<Approval> = z.strictObject({
  approval_id: z.string(),
  status: z
    .enum(['pending', 'approved', 'executing', 'executed', 'failed', 'denied', 'expired'])
    .describe('`approved`: it will be sent. `failed`: also if the outcome is unknown; it is not sent again.'),
  approver: z.enum(['user', 'operator']).describe('Who decides, or decided last.'),
  approval_url: z
    .string()
    .exactOptional()
    .describe('Page at which the user decides. Absent if the operator decides.'),
  grant_id: z.string(),
  provider: z.string(),
  agent_id: z.string().exactOptional().describe('Present if an agent asked.'),
  method: z.string(),
  host: z.string(),
  path: z.string().describe('Without its query.'),
  reason: z.string().describe('What the approver reads.'),
  created_at: time,
  expires_at: time.describe('After this time, nobody can say yes.'),
  decided_at: time.exactOptional(),
  denial_reason: z.string().exactOptional().describe('The reason of the person who said no.'),
  failure: z
    .string()
    .exactOptional()
    .describe(
      'A code: why it failed, or why it ended before anybody decided. With `outcome_unknown`, it may have been sent.',
    ),
  response_status: z.int().exactOptional().describe("Status of the provider's answer, when there is one."),
  result_expires_at: time.exactOptional().describe('The answer can be read until then.'),
})
