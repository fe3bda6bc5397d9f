import { z } from 'zod'
import type { CreateAgentRequest, UpdateAgentRequest } from './agent.ts'
import {
  AGENT_KEY_SCOPES,
  type CreateAgentKeyRequest,
  type CreateApiKeyRequest,
  KEY_SCOPES,
  type KeyScope,
  type RevokeAgentKeyRequest,
} from './key.ts'
import type { PolicyRule } from './policy.ts'
import type { AgentPolicy, DelegateRequest, Tightening } from './delegation.ts'
import type { AuthorizeRequest, CreateSessionRequest, PageSessionRequest, StartRequest } from './session.ts'

const named = { name: z.string().min(1).max(100).exactOptional() }
/** Longest texts and lists of a request: far beyond what is meant, far below what would fill the vault. */
const MOST = { text: 500, url: 2048, list: 100 }
const text = z.string().min(1).max(MOST.text)
const url = z.string().min(1).max(MOST.url)
const texts = z.array(text).min(1).max(MOST.list)
function atMost<Value extends object>(record: z.ZodType<Value>): z.ZodType<Value> {
  return record
    .refine((value) => Object.keys(value).length <= MOST.list, `must have at most ${MOST.list} entries`)
    .meta({ maxProperties: MOST.list })
}
/** Ten years. A time that far ahead fits every database, and a date. */
const LONGEST_DURATION = 315_360_000
const DURATION_RULE = 'must be a whole number of seconds from 1 to 315360000, which is ten years'
const duration = z.int(DURATION_RULE).min(1, DURATION_RULE).max(LONGEST_DURATION, DURATION_RULE)
const minuteOfDay = z
  .string()
  .max(5)
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be HH:MM')
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
/** Characters of an address with a range. */
const LONGEST_RANGE = 50
const range = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].map((address) => address.max(LONGEST_RANGE)),
  'must be an IP address or a CIDR range',
)

const methods = z
  .array(
    z
      .string()
      .max(50)
      .regex(/^[A-Z]+$/, 'must be in upper case'),
  )
  .min(1)
  .max(MOST.list)
const paths = z.array(z.string().max(MOST.url).startsWith('/')).min(1).max(MOST.list)
/** A week: what was asked for longer ago is not what somebody still means. Seconds. */
const LONGEST_APPROVAL = 604_800
const APPROVAL_RULE = 'must be a whole number of seconds from 1 to 604800, which is a week'

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** @see BCP 47 */
function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

/** One rule of a policy: of a grant in a mint request, or of an app or provider in the vault's configuration. */
export const policyRule: z.ZodType<PolicyRule> = z.discriminatedUnion('type', [
  z.strictObject({
    ...named,
    type: z.literal('time_window'),
    zone: z.string().max(100).refine(isZone, 'must be an IANA time zone, such as Europe/Berlin'),
    days: z.array(weekday).min(1).max(7).exactOptional(),
    from: minuteOfDay,
    to: minuteOfDay,
  }),
  z.strictObject({ ...named, type: z.literal('ip_allowlist'), ranges: z.array(range).min(1).max(MOST.list) }),
  z.strictObject({
    ...named,
    type: z.literal('rate_limit'),
    requests: z.int().positive().max(1_000_000_000),
    seconds: duration,
    per: z.enum(['user', 'grant']).exactOptional(),
  }),
  z.strictObject({ ...named, type: z.literal('groups'), any_of: texts }),
  z.strictObject({ ...named, type: z.literal('ttl'), seconds: duration }),
  z.strictObject({
    ...named,
    type: z.literal('methods_and_paths'),
    allow: z
      .array(
        z.strictObject({
          methods: methods.exactOptional(),
          hosts: texts.exactOptional(),
          paths: paths.exactOptional(),
        }),
      )
      .min(1)
      .max(MOST.list),
  }),
  z.strictObject({
    ...named,
    type: z.literal('require_approval'),
    methods: methods.exactOptional(),
    hosts: texts.exactOptional(),
    paths: paths.exactOptional(),
    approver: z.enum(['user', 'operator']),
    ttl_seconds: z
      .int(APPROVAL_RULE)
      .min(1, APPROVAL_RULE)
      .max(LONGEST_APPROVAL, APPROVAL_RULE)
      .exactOptional(),
  }),
])

const ttl = duration.exactOptional()

const agentPolicy: z.ZodType<AgentPolicy> = z.strictObject({
  rules: z.array(policyRule).max(20).exactOptional().describe("All must allow each of the agent's uses."),
  max_ttl_seconds: ttl.describe('Seconds until the delegation ends. Default: as long as the grant.'),
})

/** Entries, and bytes as JSON, of what an app writes to the audit with a session. */
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

/** Body of `POST /sdk/oauth/connect/session`. Unknown fields are refused, so that a typo is noticed. */
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
      rules: z.array(policyRule).max(20).exactOptional().describe('All must allow each use of the grant.'),
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
    .describe('What the agent may do at most; its user makes it tighter on the page, nobody loosens it.'),
  metadata: sessionMetadata
    .exactOptional()
    .describe('Written to the audit, with the mint and with what is connected.'),
})

const sessionId = text
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

const tightening: z.ZodType<Tightening> = z.strictObject({
  only_read: z.literal(true).exactOptional().describe('Only `GET`, `HEAD` and `OPTIONS`.'),
  ask_each_time: z
    .literal(true)
    .exactOptional()
    .describe("Each call that is not only reading waits for the user's yes."),
  ttl_seconds: ttl.describe('At most what the app asks for. Default: that.'),
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
    .describe('What the user made tighter, `{}` where nothing. Required where the session is for an agent.'),
})

/** Body of `POST /sdk/oauth/connect/session/delegate`. */
export const delegateRequest: z.ZodType<DelegateRequest> = z.strictObject({
  session_id: sessionId,
  grant_id: text.describe('One that the page session lists among the accounts.'),
  tightening: tightening.exactOptional().describe('What the user made tighter. Default: nothing.'),
})

/** The name of a key is one line, whatever is in it: an operator reads it on a terminal. */
const keyName = z.string().min(1).max(100).refine(isPrintable, 'must be a line of printable characters')

/** Body of `POST /sdk/keys`. A scope that means nothing here is refused. */
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

/** What people read of an agent is one line, whatever is in it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u
/** Joiners that some scripts need. */
const JOINERS = /[\u{200c}\u{200d}]/gu
function isPrintable(label: string): boolean {
  const plain = label.replaceAll(JOINERS, '')
  return plain.trim() !== '' && !UNPRINTABLE.test(plain)
}

/** Bytes of an agent's metadata as JSON. */
const LARGEST_METADATA = 4096
function isSmall(metadata: Record<string, string>): boolean {
  return new TextEncoder().encode(JSON.stringify(metadata)).length <= LARGEST_METADATA
}

/** What an agent is made of, over the API as in the vault's configuration. */
export const agentName: z.ZodType<string> = z
  .string()
  .max(64)
  .regex(
    /^[a-z0-9][a-z0-9_-]*$/,
    'must be 1 to 64 lower case letters, digits, - or _, such as research-bot, and begin with a letter or digit',
  )
/** What people read as the name of an agent. */
export const agentDisplayName: z.ZodType<string> = z
  .string()
  .min(1)
  .max(100)
  .refine(isPrintable, 'must be one line of visible characters')
/** What an agent may be given at most, by provider id. */
export const agentScopes: z.ZodType<Record<string, string[]>> = atMost(
  z.record(z.string().max(MOST.text), z.array(text).max(MOST.list)),
)
/** Rules over each use by an agent. */
export const agentRules: z.ZodType<PolicyRule[]> = z.array(policyRule).max(20)
/** What the app keeps with an agent, for itself. */
export const agentMetadata: z.ZodType<Record<string, string>> = atMost(
  z.record(z.string().min(1).max(100), z.string().max(MOST.text)),
).refine(isSmall, `must be at most ${LARGEST_METADATA} bytes as JSON`)
/** What the key of an agent may do. */
export const agentKeyScopes: z.ZodType<KeyScope[]> = z
  .array(
    z.enum(KEY_SCOPES).refine((scope) => AGENT_KEY_SCOPES.includes(scope), {
      error: `is for no key of an agent; those may have ${AGENT_KEY_SCOPES.join(', ')}`,
    }),
  )
  .min(1)
  .max(KEY_SCOPES.length)

/** Body of `POST /sdk/agents`. */
export const createAgentRequest: z.ZodType<CreateAgentRequest> = z.strictObject({
  name: agentName.describe('Unique in the app.'),
  display_name: agentDisplayName.exactOptional().describe('What people read. Default: the name.'),
  type: z
    .enum(['agent', 'service'])
    .exactOptional()
    .describe('`service` does always the same; `agent` decides for itself. Default: `agent`.'),
  scopes: agentScopes
    .exactOptional()
    .describe('Scopes that it may hold at most, by provider id. Default: whatever is delegated to it.'),
  rules: agentRules.exactOptional().describe('All must allow each of its calls. Default: none.'),
  metadata: agentMetadata.exactOptional().describe('What the app keeps with it. Default: nothing.'),
  key_scopes: agentKeyScopes
    .exactOptional()
    .describe('What its first key may do. Default: what the key that asks may do, as far as agents may.'),
  idempotency_key: text
    .refine(isPrintable, 'must be a line of printable characters')
    .exactOptional()
    .describe('The same value within a day makes the same agent once. Default: none.'),
})

/** Body of `PATCH /sdk/agents/{id}`. */
export const updateAgentRequest: z.ZodType<UpdateAgentRequest> = z.strictObject({
  display_name: agentDisplayName.exactOptional(),
  status: z
    .enum(['active', 'paused'])
    .exactOptional()
    .describe('`paused` stops every call from the next one on, `active` lets it go on.'),
  scopes: agentScopes.nullable().exactOptional().describe('`null` removes the limit.'),
  rules: agentRules.exactOptional(),
  metadata: agentMetadata.exactOptional(),
})

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
