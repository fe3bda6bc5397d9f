import { z } from 'zod'
import type { CreateAgentRequest, UpdateAgentRequest } from '../agent.ts'
import type { PolicyRule } from '../policy.ts'
import { agentKeyScopes } from './key.ts'
import { policyRule } from './policy.ts'
import { atMost, isPrintable, MOST, text } from './text.ts'

/** The largest metadata of an agent. Bytes of JSON. */
const LARGEST_METADATA = 4096
function isSmall(metadata: Record<string, string>): boolean {
  return new TextEncoder().encode(JSON.stringify(metadata)).length <= LARGEST_METADATA
}

/** The name of an agent. This schema and the next four serve both the API and the vault's configuration. */
export const agentName: z.ZodType<string> = z
  .string()
  .max(64)
  .regex(
    /^[a-z0-9][a-z0-9_-]*$/,
    'must be 1 to 64 lower case letters, digits, - or _, such as research-bot, and begin with a letter or digit',
  )
/** The name of an agent that people read. */
export const agentDisplayName: z.ZodType<string> = z
  .string()
  .min(1)
  .max(100)
  .refine(isPrintable, 'must be one line of printable characters')
/** The most scopes that an agent may hold, by provider id. */
export const agentScopes: z.ZodType<Record<string, string[]>> = atMost(
  z.record(z.string().max(MOST.text), z.array(text).max(MOST.list)),
)
/** Rules for each use by an agent. */
export const agentRules: z.ZodType<PolicyRule[]> = z.array(policyRule).max(20)
/** Data that the app keeps with an agent. */
export const agentMetadata: z.ZodType<Record<string, string>> = atMost(
  z.record(z.string().min(1).max(100), z.string().max(MOST.text)),
).refine(isSmall, `must be at most ${LARGEST_METADATA} bytes as JSON`)

/** Body of `POST /sdk/agents`. */
export const createAgentRequest: z.ZodType<CreateAgentRequest> = z.strictObject({
  name: agentName.describe('Unique in the app.'),
  display_name: agentDisplayName.exactOptional().describe('What people read. Default: the name.'),
  type: z
    .enum(['agent', 'service'])
    .exactOptional()
    .describe('`service` always does the same; `agent` decides by itself. Default: `agent`.'),
  scopes: agentScopes
    .exactOptional()
    .describe('The most scopes that it may have, by provider id. Default: no limit.'),
  rules: agentRules.exactOptional().describe('Every rule must allow each of its calls. Default: none.'),
  metadata: agentMetadata.exactOptional().describe('Data that the app keeps with it. Default: none.'),
  key_scopes: agentKeyScopes
    .exactOptional()
    .describe('Scopes of its first key. Default: those of the calling key that agents may have.'),
  idempotency_key: text
    .refine(isPrintable, 'must be one line of printable characters')
    .exactOptional()
    .describe('Calls with the same value within a day make only one agent. Default: none.'),
})

/** Body of `PATCH /sdk/agents/{id}`. */
export const updateAgentRequest: z.ZodType<UpdateAgentRequest> = z.strictObject({
  display_name: agentDisplayName.exactOptional(),
  status: z
    .enum(['active', 'paused'])
    .exactOptional()
    .describe('`paused` refuses every further call; `active` allows calls again.'),
  scopes: agentScopes.nullable().exactOptional().describe('`null` removes the limit.'),
  rules: agentRules.exactOptional(),
  metadata: agentMetadata.exactOptional(),
})
