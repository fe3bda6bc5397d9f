import { z } from 'zod'
import type { AuthorizeRequest, CreateSessionRequest, PageSessionRequest, StartRequest } from './session.ts'

const ttl = z.int().positive().exactOptional()

/** Body of `POST /sdk/oauth/connect/session`. Unknown fields are refused, so that a typo is told. */
export const createSessionRequest: z.ZodType<CreateSessionRequest> = z.strictObject({
  user_token: z.string().min(1).exactOptional(),
  principal: z.literal('app').exactOptional(),
  allowed_providers: z.array(z.string().min(1)).min(1).exactOptional(),
  delivery: z.enum(['popup', 'redirect', 'poll']).exactOptional(),
  allowed_origin: z.string().min(1).exactOptional(),
  return_url: z.string().min(1).exactOptional(),
  required_scopes: z.record(z.string(), z.array(z.string())).exactOptional(),
  grant_id: z.string().min(1).exactOptional(),
  account_hint: z.string().min(1).exactOptional(),
  agent: z.string().min(1).exactOptional(),
  grant_policy: z.strictObject({ max_ttl_seconds: ttl, default_ttl_seconds: ttl }).exactOptional(),
  metadata: z
    .strictObject({ ip_address: z.string().exactOptional(), user_agent: z.string().exactOptional() })
    .exactOptional(),
})

/** Body of the Connect page's calls once the browser is bound. */
export const pageSessionRequest: z.ZodType<PageSessionRequest> = z.strictObject({
  session_id: z.string().min(1).exactOptional(),
})

/** Body of `POST /sdk/oauth/connect/session/start`. */
export const startRequest: z.ZodType<StartRequest> = z.strictObject({
  session_id: z.string().min(1).exactOptional(),
  landing: z.enum(['result', 'session']).exactOptional(),
})

/** Body of `POST /sdk/oauth/connect/session/authorize`. */
export const authorizeRequest: z.ZodType<AuthorizeRequest> = z.strictObject({
  session_id: z.string().min(1).exactOptional(),
  provider: z.string().min(1),
  fields: z.record(z.string(), z.string()).exactOptional(),
  welcomed: z.literal(true).exactOptional(),
})
