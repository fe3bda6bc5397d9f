import type {
  AuthorizeResponse,
  ConnectEvent,
  Connection,
  CreateSessionResponse,
  PageAgent,
  PageBrand,
  PageSession,
  SessionResult,
} from '@alter/protocol'
import { policyRule } from '@alter/protocol/schema'
import { z } from 'zod'
import { grantAccount, provider } from './grant-answers.ts'

const time = z.iso.datetime()
const seconds = z.number().min(0)

export const connection: z.ZodType<Connection> = z.strictObject({
  grant_id: z.string(),
  provider: z.string(),
  provider_name: z.string(),
  account_identifier: z.string().min(1).describe('Label of the account at the provider.'),
  timestamp: time.describe('When the grant was written.'),
  operation: z
    .enum(['creation', 'reauth'])
    .describe('`reauth`: the account was connected before, the id is unchanged.'),
  scopes: z.array(z.string()).describe('Scopes the user granted.'),
  status: z.enum(['active', 'pending', 'error']),
  expires_at: time.exactOptional().describe('When it ends by itself; absent if unknown.'),
  metadata: z
    .looseObject({
      account_display_name: z.string().exactOptional(),
      account_email: z.string().exactOptional(),
    })
    .exactOptional(),
  delegation: z
    .strictObject({ id: z.string(), agent: z.string().describe('Its name.') })
    .exactOptional()
    .describe('Present if the user let an agent use the account.'),
})

export const session: z.ZodType<CreateSessionResponse> = z.strictObject({
  session_token: z.string().describe('For the widget in the browser of this user; valid for one flow.'),
  connect_url: z.string().describe('The Connect page with the token in its fragment.'),
  expires_in: seconds.describe('Seconds.'),
  session_id: z.string().describe('The public part of the token.'),
})

const status = z.enum(['pending', 'open', 'authorizing', 'completed', 'failed', 'cancelled', 'expired'])

const sessionError = z.enum([
  'access_denied',
  'account_mismatch',
  'scope_denied',
  'interaction_required',
  'provider_error',
  'provider_misconfigured',
  'provider_unreachable',
  'session_expired',
])

const brand: z.ZodType<PageBrand> = z.strictObject({
  logo_url: z.string().exactOptional().describe('Served by the vault.'),
  accent: z.string().exactOptional().describe('`#rrggbb`, on light.'),
  accent_dark: z.string().exactOptional().describe('`#rrggbb`, on dark.'),
  privacy_url: z.string().exactOptional(),
  terms_url: z.string().exactOptional(),
  support_url: z.string().exactOptional(),
})

const pageAgent: z.ZodType<PageAgent> = z.strictObject({
  agent_id: z.string(),
  name: z.string(),
  display_name: z.string().describe('The text that people read.'),
  rules: z.array(policyRule).describe('All limits of the agent.'),
  max_ttl_seconds: seconds.exactOptional().describe('Absent if the delegation ends with its grant.'),
  can_ask_user: z
    .literal(true)
    .exactOptional()
    .describe('Present if the app has a Wallet, in which its users say yes to calls.'),
  accounts: z
    .record(z.string(), z.array(grantAccount))
    .describe('Connected accounts that the user can give to the agent at once; by provider.'),
  tightening: z
    .strictObject({
      only_read: z.literal(true).exactOptional(),
      ask_each_time: z.literal(true).exactOptional(),
      ttl_seconds: seconds.exactOptional(),
    })
    .exactOptional()
    .describe('What the user chose in this session before.'),
})

export const pageSession: z.ZodType<PageSession> = z.strictObject({
  session_id: z.string(),
  status,
  delivery: z.enum(['popup', 'redirect', 'poll']),
  allowed_origin: z.string().exactOptional().describe('The only origin that the page talks to.'),
  return_url: z
    .string()
    .exactOptional()
    .describe('Address to which a full-page flow returns, including the result.'),
  app: z.strictObject({ name: z.string(), brand: brand.exactOptional() }),
  user_label: z.string().describe('Name of the user to whom the connection will belong.'),
  locale: z.string().exactOptional().describe('Language that the session was minted with.'),
  providers: z.array(provider),
  agent: pageAgent.exactOptional().describe('Present if the user is asked to let an agent use the account.'),
  grants: z.array(connection).describe('What this session has connected so far.'),
  error: sessionError.exactOptional(),
  error_description: z.string().exactOptional(),
  expires_in: seconds.describe('Seconds until the session expires.'),
})

export const event: z.ZodType<ConnectEvent> = z.strictObject({
  event: z.enum(['page_loaded', 'provider_selected', 'authorization_started', 'authorization_completed']),
  provider: z.string().exactOptional(),
  timestamp: time,
})

export const sessionResult: z.ZodType<SessionResult> = z.strictObject({
  session_id: z.string(),
  status,
  grants: z.array(connection).exactOptional().describe('Present if `completed`.'),
  error: sessionError.exactOptional().describe('Present if `failed` or `expired`.'),
  error_description: z.string().exactOptional(),
  events: z.array(event).describe('Everything so far, oldest first.'),
  expires_in: seconds.describe('Seconds until the session expires; 0 after.'),
})

export const authorization: z.ZodType<AuthorizeResponse> = z.strictObject({
  authorization_url: z.string().describe("The provider's authorization URL; the page navigates there."),
})
