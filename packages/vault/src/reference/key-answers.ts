import { type ApiKey, type ApiKeyList, type CreatedApiKey, KEY_SCOPES } from '@alter/protocol'
import { z } from 'zod'

const time = z.iso.datetime()

const shape = {
  key_id: z.string(),
  name: z.string(),
  last_four: z.string().describe('The last characters of the key, to recognise it by.'),
  scopes: z.array(z.enum(KEY_SCOPES)),
  ranges: z.array(z.string()).describe('Addresses and CIDR ranges from which it may be used; empty for all.'),
  user_token_required: z.boolean().describe("Whether each of its calls must also send a user's JWT."),
  status: z.enum(['active', 'deprecated', 'expired', 'revoked']).describe('`deprecated` keys still work.'),
  created_at: time,
  last_used_at: time.nullable().describe('`null` when never used; up to a minute behind.'),
  expires_at: time.exactOptional(),
  deprecated_at: time.exactOptional(),
  revoked_at: time.exactOptional(),
}

export const apiKey: z.ZodType<ApiKey> = z.strictObject(shape)

export const createdApiKey: z.ZodType<CreatedApiKey> = z.strictObject({
  ...shape,
  api_key: z.string().describe('The key itself, shown only in this answer.'),
})

export const apiKeyList: z.ZodType<ApiKeyList> = z.strictObject({ keys: z.array(apiKey) })
