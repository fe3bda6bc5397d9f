import { z } from 'zod'
import {
  AGENT_KEY_SCOPES,
  type CreateAgentKeyRequest,
  type CreateApiKeyRequest,
  KEY_SCOPES,
  type KeyScope,
  type RevokeAgentKeyRequest,
} from '../key.ts'
import { range } from './address-range.ts'
import { duration } from './duration.ts'
import { isPrintable, MOST } from './text.ts'

/** The name of a key is one visible line, because an operator reads it on a terminal. */
const keyName = z.string().min(1).max(100).refine(isPrintable, 'must be a line of printable characters')

/** Body of `POST /sdk/keys`. An unknown scope is refused. */
export const createApiKeyRequest: z.ZodType<CreateApiKeyRequest> = z.strictObject({
  name: keyName.describe('What tells it from the others in a listing.'),
  scopes: z
    .array(z.enum(KEY_SCOPES))
    .min(1)
    .max(KEY_SCOPES.length)
    .exactOptional()
    .describe('What it may do. Default: what the key that asks may do.'),
  ranges: z
    .array(range)
    .min(1)
    .max(MOST.list)
    .exactOptional()
    .describe('Addresses and CIDR ranges it may be used from. Default: those of the key that asks.'),
  user_token_required: z
    .boolean()
    .exactOptional()
    .describe("Whether each of its calls needs a user's JWT too."),
  expires_in: duration
    .exactOptional()
    .describe('Seconds that it lives. Default: as long as the key that asks.'),
})

/** The scopes of an agent's key. */
export const agentKeyScopes: z.ZodType<KeyScope[]> = z
  .array(
    z.enum(KEY_SCOPES).refine((scope) => AGENT_KEY_SCOPES.includes(scope), {
      error: `is for no key of an agent; those may have ${AGENT_KEY_SCOPES.join(', ')}`,
    }),
  )
  .min(1)
  .max(KEY_SCOPES.length)

/** Body of `POST /sdk/agents/{id}/keys`. */
export const createAgentKeyRequest: z.ZodType<CreateAgentKeyRequest> = z.strictObject({
  name: keyName.exactOptional().describe('What tells it from the others. Default: `key`.'),
  scopes: agentKeyScopes
    .exactOptional()
    .describe('What it may do. Default: what the key that asks may do, as far as agents may.'),
  ranges: z
    .array(range)
    .min(1)
    .max(MOST.list)
    .exactOptional()
    .describe('Addresses and CIDR ranges it may be used from. Default: those of the key that asks.'),
  user_token_required: z
    .boolean()
    .exactOptional()
    .describe("Whether each of its calls needs a user's JWT too. Default: false."),
  expires_in: duration
    .exactOptional()
    .describe('Seconds that it lives. Default: as long as the key that asks.'),
})

/** Body of `POST /sdk/agents/{id}/keys/{key}/revoke`. */
export const revokeAgentKeyRequest: z.ZodType<RevokeAgentKeyRequest> = z.strictObject({
  force: z
    .boolean()
    .exactOptional()
    .describe('Whether the last key that still opens anything ends too. Default: false.'),
})
