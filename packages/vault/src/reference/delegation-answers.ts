import type { AgentLabel, Delegation, DelegationRevocation } from '@alter/protocol'
import { policyRule } from '@alter/protocol/schema'
import { z } from 'zod'

export const agentLabel: z.ZodType<AgentLabel> = z.strictObject({
  agent_id: z.string(),
  name: z.string(),
  display_name: z.string().describe('The name that people read. Plain text, never markup.'),
})

export const delegation: z.ZodType<Delegation> = z.strictObject({
  delegation_id: z.string(),
  grant_id: z.string(),
  provider: z.string(),
  agent: agentLabel,
  rules: z
    .array(policyRule)
    .describe('Rules of this delegation only, in addition to those of app, provider, agent and grant.'),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().exactOptional().describe('Absent if it ends with its grant.'),
  last_used_at: z.iso.datetime().nullable().describe('`null` when never used.'),
})

export const delegationRevocation: z.ZodType<DelegationRevocation> = z.strictObject({
  grant_id: z.string(),
  delegations_revoked: z.int().min(0).describe('How many delegations ended.'),
})
