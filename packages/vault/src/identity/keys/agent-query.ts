import { agentName } from '@alter/protocol/schema'
import { z } from 'zod'

/** Query of `GET /sdk/agents`. */
export const agentQuery: z.ZodType<{ name?: string | undefined }> = z.strictObject({
  name: agentName.optional().describe('Only the agent of this name.'),
})
