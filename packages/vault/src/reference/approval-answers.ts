import type { Approval } from '@alter/protocol'
import { z } from 'zod'

const time = z.iso.datetime()

export const approval: z.ZodType<Approval> = z.strictObject({
  approval_id: z.string(),
  status: z
    .enum(['pending', 'approved', 'executing', 'executed', 'failed', 'denied', 'expired'])
    .describe(
      '`approved` was not begun yet; `failed` covers an outcome that is not known. Neither is sent again.',
    ),
  approver: z.enum(['user', 'operator']).describe('Who is asked, or was asked last.'),
  approval_url: z
    .string()
    .exactOptional()
    .describe('Where the user decides. Absent where the operator does.'),
  grant_id: z.string(),
  provider: z.string(),
  agent_id: z.string().exactOptional().describe('Present where an agent asked.'),
  method: z.string(),
  host: z.string(),
  path: z.string().describe('Without its query.'),
  reason: z.string().describe('What the approver reads.'),
  created_at: time,
  expires_at: time.describe('Nobody can say yes afterwards.'),
  decided_at: time.exactOptional(),
  denial_reason: z.string().exactOptional().describe('The words of whoever said no.'),
  failure: z
    .string()
    .exactOptional()
    .describe(
      'Why it failed, or ended before anybody decided: a code. `outcome_unknown` may have been sent.',
    ),
  response_status: z.int().exactOptional().describe("Of the provider's answer, once there is one."),
  result_expires_at: time.exactOptional().describe('Until then the answer can be read.'),
})
