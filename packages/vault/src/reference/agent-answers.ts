import {
  type Agent,
  type AgentKeyList,
  type AgentList,
  type CreatedAgent,
  KEY_SCOPES,
  type Me,
} from '@alter/protocol'
import { policyRule } from '@alter/protocol/schema'
import { z } from 'zod'
import { apiKey, createdApiKey } from './key-answers.ts'

const shape = {
  agent_id: z.string(),
  name: z.string().describe('Unique in the app.'),
  display_name: z.string().describe('The name that people read. Plain text, never markup.'),
  type: z.enum(['agent', 'service']),
  status: z.enum(['active', 'paused', 'revoked']).describe('Only an `active` agent can call.'),
  scopes: z
    .record(z.string(), z.array(z.string()))
    .exactOptional()
    .describe('The most scopes that it may have, by provider id; absent: no limit.'),
  rules: z.array(policyRule).describe('Every rule must allow each of its calls.'),
  metadata: z.record(z.string(), z.string()),
  source: z
    .enum(['api', 'file'])
    .describe('`file`: it is in the configuration of the vault and cannot be changed here.'),
  created_at: z.iso.datetime().exactOptional(),
}

export const agent: z.ZodType<Agent> = z.strictObject(shape)

export const agentList: z.ZodType<AgentList> = z.strictObject({ agents: z.array(agent) })

export const createdAgent: z.ZodType<CreatedAgent> = z.strictObject({
  ...shape,
  key: createdApiKey
    .exactOptional()
    .describe('Its first key, shown only in this answer; absent if the `idempotency_key` was used before.'),
})

export const agentKeyList: z.ZodType<AgentKeyList> = z.strictObject({ keys: z.array(apiKey) })

export const me: z.ZodType<Me> = z.strictObject({
  app: z.strictObject({ id: z.string(), name: z.string() }),
  agent: agent.exactOptional().describe('Absent for a key of the app itself.'),
  scopes: z.array(z.enum(KEY_SCOPES)).describe('What the key may do.'),
})
