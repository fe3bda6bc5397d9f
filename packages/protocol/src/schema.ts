import { z } from 'zod'
import type { AuthorizeRequest, CreateSessionRequest, PageSessionRequest, StartRequest } from './session.ts'

const ttl = z.int().positive().exactOptional()

/** Body of `POST /sdk/oauth/connect/session`. Unknown fields are refused, so that a typo is told. */
export const createSessionRequest: z.ZodType<CreateSessionRequest> = z.strictObject({
  user_token: z
    .string()
    .min(1)
    .exactOptional()
    .describe("The end user's JWT; binds the session to that user. Required unless `principal` is given."),
  principal: z.literal('app').exactOptional().describe('The grant belongs to the app itself and to no user.'),
  allowed_providers: z
    .array(z.string().min(1))
    .min(1)
    .exactOptional()
    .describe('Provider ids. Default: all that the app has configured.'),
  delivery: z
    .enum(['popup', 'redirect', 'poll'])
    .exactOptional()
    .describe('How the result reaches the app. `poll`: for programs without a window of their own.'),
  allowed_origin: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Scheme, host and port of the page that opens the popup. Default: the app's first origin."),
  return_url: z
    .string()
    .min(1)
    .exactOptional()
    .describe(
      'Where a full-page flow lands; its origin must be registered. Default: the root of that origin.',
    ),
  required_scopes: z
    .record(z.string(), z.array(z.string()))
    .exactOptional()
    .describe('Scopes by provider id; a subset of what the operator allows.'),
  grant_id: z
    .string()
    .min(1)
    .exactOptional()
    .describe("Authorize this grant again; its id stays. It must be the user's own."),
  account_hint: z
    .string()
    .min(1)
    .exactOptional()
    .describe('Label of the account to preselect at the provider.'),
  agent: z.string().min(1).exactOptional().describe('Id of the agent that the grant is delegated to.'),
  grant_policy: z
    .strictObject({ max_ttl_seconds: ttl, default_ttl_seconds: ttl })
    .exactOptional()
    .describe('How long the grant lives.'),
  metadata: z
    .strictObject({ ip_address: z.string().exactOptional(), user_agent: z.string().exactOptional() })
    .exactOptional()
    .describe('What the app knows of the browser.'),
})

const sessionId = z
  .string()
  .min(1)
  .exactOptional()
  .describe('Public id of the session; needed once the token is no longer sent.')

/** Body of the Connect page's calls once the browser is bound. */
export const pageSessionRequest: z.ZodType<PageSessionRequest> = z.strictObject({ session_id: sessionId })

/** Body of `POST /sdk/oauth/connect/session/start`. */
export const startRequest: z.ZodType<StartRequest> = z.strictObject({
  session_id: sessionId,
  landing: z
    .enum(['result', 'session'])
    .exactOptional()
    .describe('What a full-page flow appends to its return URL: the whole result, or the session id alone.'),
})

/** Body of `POST /sdk/oauth/connect/session/authorize`. */
export const authorizeRequest: z.ZodType<AuthorizeRequest> = z.strictObject({
  session_id: sessionId,
  provider: z.string().min(1).describe('Provider id.'),
  fields: z.record(z.string(), z.string()).exactOptional().describe("Answers to the provider's `fields`."),
  welcomed: z
    .literal(true)
    .exactOptional()
    .describe("The opener answered the page's hello; when absent the provider asks for account and consent."),
})
