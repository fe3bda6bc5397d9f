import { z } from 'zod'
import type { AgentPolicy, DelegateRequest, Tightening } from '../delegation.ts'
import type { AuthorizeRequest, CreateSessionRequest, PageSessionRequest, StartRequest } from '../session.ts'
import { duration } from './duration.ts'
import { policyRule } from './policy.ts'
import { atMost, MOST, text, url } from './text.ts'

const ttl = duration.exactOptional()

/** @see BCP 47 */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

const agentPolicy: z.ZodType<AgentPolicy> = z.strictObject({
  rules: z.array(policyRule).max(20).exactOptional().describe('Every rule must allow each use by the agent.'),
  max_ttl_seconds: ttl.describe('Seconds until the delegation ends. Default: as long as the grant.'),
})

/** Limits for the metadata of a session: entries, and bytes as JSON. */
const MOST_METADATA = { entries: 20, bytes: 4096 }
const sessionMetadata: z.ZodType<Record<string, string>> = z
  .record(z.string().min(1).max(100), z.string().max(MOST.text))
  .refine(
    (metadata) =>
      Object.keys(metadata).length <= MOST_METADATA.entries &&
      new TextEncoder().encode(JSON.stringify(metadata)).length <= MOST_METADATA.bytes,
    `must have at most ${MOST_METADATA.entries} entries, and ${MOST_METADATA.bytes} bytes as JSON`,
  )
  .meta({ maxProperties: MOST_METADATA.entries })

/** Body of `POST /sdk/oauth/connect/session`. Unknown members are refused, so that a typo is noticed. */
export const createSessionRequest: z.ZodType<CreateSessionRequest> = z.strictObject({
  user_token: z
    .string()
    .min(1)
    .max(65_536)
    .exactOptional()
    .describe("The end user's JWT; binds the session to that user. Required unless `principal` is given."),
  principal: z.literal('app').exactOptional().describe('The grant belongs to the app itself and to no user.'),
  allowed_providers: z
    .array(text)
    .min(1)
    .max(MOST.list)
    .exactOptional()
    .describe('Provider ids. Default: all that the app has configured.'),
  delivery: z
    .enum(['popup', 'redirect', 'poll'])
    .exactOptional()
    .describe('How the result reaches the app. `poll`: for programs without a window of their own.'),
  allowed_origin: url
    .exactOptional()
    .describe("Scheme, host and port of the page that opens the popup. Default: the app's first origin."),
  return_url: url
    .exactOptional()
    .describe(
      'Where a full-page flow lands; its origin must be registered. Default: the root of that origin.',
    ),
  required_scopes: atMost(
    z.record(z.string().max(MOST.text), z.array(z.string().max(MOST.text)).max(MOST.list)),
  )
    .exactOptional()
    .describe('Scopes by provider id; a subset of what the operator allows.'),
  grant_id: text
    .exactOptional()
    .describe("Authorize this grant again; its id stays. It must be the user's own."),
  account_hint: text.exactOptional().describe('Label of the account to preselect at the provider.'),
  grant_policy: z
    .strictObject({
      max_ttl_seconds: ttl,
      default_ttl_seconds: ttl,
      rules: z
        .array(policyRule)
        .max(20)
        .exactOptional()
        .describe('Every rule must allow each use of the grant.'),
    })
    .exactOptional()
    .describe('How long the grant lives, and what limits its uses.'),
  locale: z
    .string()
    .max(35)
    .refine(isLocale, 'must be a language tag, such as de or fr-CA')
    .exactOptional()
    .describe("Language of the Connect page, such as `de` or `fr-CA`. Default: the browser's."),
  agent: text
    .exactOptional()
    .describe(
      "Id or name of the agent that the user is asked to let use the account. Default: with an agent's key, that agent.",
    ),
  agent_policy: agentPolicy
    .exactOptional()
    .describe('The most that the agent may do. The user can tighten it on the page; nobody can loosen it.'),
  metadata: sessionMetadata
    .exactOptional()
    .describe('Written to the audit trail, with the new session and with each account that it connects.'),
})

const sessionId = text
  .exactOptional()
  .describe('Public id of the session; needed when the token is no longer sent.')

/** Body of the Connect page's requests once the session is bound to the browser. */
export const pageSessionRequest: z.ZodType<PageSessionRequest> = z.strictObject({ session_id: sessionId })

/** Body of `POST /sdk/oauth/connect/session/start`. */
export const startRequest: z.ZodType<StartRequest> = z.strictObject({
  session_id: sessionId,
  landing: z
    .enum(['result', 'session'])
    .exactOptional()
    .describe('What a full-page flow appends to its return URL: the whole result, or the session id alone.'),
})

const tightening: z.ZodType<Tightening> = z.strictObject({
  only_read: z.literal(true).exactOptional().describe('Only `GET`, `HEAD` and `OPTIONS`.'),
  ask_each_time: z
    .literal(true)
    .exactOptional()
    .describe("Each call that does more than read waits for the user's yes."),
  ttl_seconds: ttl.describe('At most as long as the app asks for, which is the default.'),
})

/** Body of `POST /sdk/oauth/connect/session/authorize`. */
export const authorizeRequest: z.ZodType<AuthorizeRequest> = z.strictObject({
  session_id: sessionId,
  provider: text.describe('Provider id.'),
  fields: atMost(z.record(z.string().max(MOST.text), z.string().max(MOST.url)))
    .exactOptional()
    .describe("Answers to the provider's `fields`."),
  welcomed: z
    .literal(true)
    .exactOptional()
    .describe("The opener answered the page's hello; when absent the provider asks for account and consent."),
  tightening: tightening
    .exactOptional()
    .describe('The rules that the user tightened, `{}` for none. Required if the session is for an agent.'),
})

/** Body of `POST /sdk/oauth/connect/session/delegate`. */
export const delegateRequest: z.ZodType<DelegateRequest> = z.strictObject({
  session_id: sessionId,
  grant_id: text.describe('Id of a grant that the page session lists in its accounts.'),
  tightening: tightening.exactOptional().describe('The rules that the user tightened. Default: none.'),
})
