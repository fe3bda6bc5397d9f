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
const keyName = z.string().min(1).max(100).refine(isPrintable, 'must be one line of printable characters')

/** Body of `POST /sdk/keys`. An unknown scope is refused. */
export const createApiKeyRequest: z.ZodType<CreateApiKeyRequest> = z.strictObject({
  name: keyName.describe('A name that tells it from other keys.'),
  scopes: z
    .array(z.enum(KEY_SCOPES))
    .min(1)
    .max(KEY_SCOPES.length)
    .exactOptional()
    .describe('Scopes of the key. Default: those of the calling key.'),
  ranges: z
    .array(range)
    .min(1)
    .max(MOST.list)
    .exactOptional()
    .describe('Addresses and CIDR ranges from which it may be used. Default: those of the calling key.'),
  user_token_required: z
    .boolean()
    .exactOptional()
    .describe("Whether each of its calls must also send a user's JWT."),
  expires_in: duration
    .exactOptional()
    .describe('Seconds until it expires. Default: the end of the calling key.'),
})

/** The scopes of an agent's key. */
export const agentKeyScopes: z.ZodType<KeyScope[]> = z
  .array(
    z.enum(KEY_SCOPES).refine((scope) => AGENT_KEY_SCOPES.includes(scope), {
      error: `is not allowed for the key of an agent; allowed: ${AGENT_KEY_SCOPES.join(', ')}`,
    }),
  )
  .min(1)
  .max(KEY_SCOPES.length)

/** Body of `POST /sdk/agents/{id}/keys`. */
export const createAgentKeyRequest: z.ZodType<CreateAgentKeyRequest> = z.strictObject({
  name: keyName.exactOptional().describe('A name that tells it from other keys. Default: `key`.'),
  scopes: agentKeyScopes
    .exactOptional()
    .describe('Scopes of the key. Default: those of the calling key that agents may have.'),
  ranges: z
    .array(range)
    .min(1)
    .max(MOST.list)
    .exactOptional()
    .describe('Addresses and CIDR ranges from which it may be used. Default: those of the calling key.'),
  user_token_required: z
    .boolean()
    .exactOptional()
    .describe("Whether each of its calls must also send a user's JWT. Default: false."),
  expires_in: duration
    .exactOptional()
    .describe('Seconds until it expires. Default: the end of the calling key.'),
})

/** Body of `POST /sdk/agents/{id}/keys/{key}/revoke`. */
export const revokeAgentKeyRequest: z.ZodType<RevokeAgentKeyRequest> = z.strictObject({
  force: z
    .boolean()
    .exactOptional()
    .describe('Whether to revoke even the last key that still works. Default: false.'),
})
