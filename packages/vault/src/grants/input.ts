import { z } from 'zod'

/** Query of `GET /sdk/grants`. */
export interface ListQuery {
  provider?: string | undefined
  limit: number
  offset: number
  cursor?: string | undefined
  all?: 'true' | undefined
  revoked?: 'true' | undefined
}

export const listQuery: z.ZodType<ListQuery> = z.strictObject({
  provider: z.string().min(1).max(500).optional().describe('Only grants of this provider.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Grants per page.'),
  offset: z.coerce.number().int().min(0).default(0).describe('How many grants to skip; `cursor` is faster.'),
  cursor: z.string().min(1).max(256).optional().describe('`next_cursor` of the previous page.'),
  all: z.literal('true').optional().describe("Every grant of the app; not with a user's JWT."),
  revoked: z
    .literal('true')
    .optional()
    .describe('List the grants that the app revoked instead, with the answers of their providers.'),
})

/** Body of `POST /sdk/grants/{id}/delegations/revoke`. */
export const revokeDelegationBody: z.ZodType<{
  agent_id?: string | undefined
  agent?: string | undefined
  reason?: string | undefined
}> = z.strictObject({
  agent_id: z.string().min(1).max(64).optional().describe('Id of the agent whose delegation ends.'),
  agent: z.string().min(1).max(64).optional().describe('Name of the agent, instead of its id.'),
  reason: z.string().max(500).optional().describe('Why, for the audit trail.'),
})

/** Body of `POST /sdk/grants/{id}/revoke`. */
export const revokeBody: z.ZodType<{ reason?: string }> = z.strictObject({
  reason: z.string().max(500).exactOptional().describe('Why, for the audit trail.'),
})
