import type {
  PageBrand,
  PolicyRule,
  WalletActivity,
  WalletActivityPage,
  WalletApp,
  WalletAppName,
  WalletAppPage,
  WalletApproval,
  WalletConnection,
  WalletConnectionPage,
  WalletDelegation,
  WalletDisconnection,
  WalletExport,
  WalletExtension,
  WalletFilters,
  WalletForgetting,
  WalletHome,
  WalletPermission,
  WalletRemoval,
  WalletSession,
  WalletSignIn,
  WalletSignOut,
} from '@alter/protocol'
import { policyRule } from '@alter/protocol/schema'
import { z } from 'zod'

const time = z.iso.datetime()
const count = z.int().min(0)

const brand: z.ZodType<PageBrand> = z.strictObject({
  logo_url: z.string().exactOptional(),
  accent: z.string().exactOptional(),
  accent_dark: z.string().exactOptional(),
  privacy_url: z.string().exactOptional(),
  terms_url: z.string().exactOptional(),
  support_url: z.string().exactOptional(),
})

const appFields = {
  app_id: z.string(),
  name: z.string().describe('The id, if the app is no longer in the config.'),
  brand: brand.exactOptional(),
}
const appName: z.ZodType<WalletAppName> = z.strictObject(appFields)

const signIn: z.ZodType<WalletSignIn> = z.strictObject({
  url: z.string().describe('Where the browser goes to sign in.'),
  apps: z.array(appName).min(1).describe('The apps that share this issuer.'),
})
const signIns = z.array(signIn)

export const walletSession: z.ZodType<WalletSession> = z.discriminatedUnion('signed_in', [
  z.strictObject({ signed_in: z.literal(false), sign_in: signIns }),
  z.strictObject({
    signed_in: z.literal(true),
    user: z.strictObject({ label: z.string().min(1) }),
    expires_at: time.describe('When the sign-in ends by itself.'),
    ends_at_issuer: z.boolean().describe('Whether signing out ends the sign-in at the issuer too.'),
    apps: z.array(appName),
    forgettable: z.array(appName).describe('Apps whose users can delete their data here.'),
    sign_in: signIns.describe('Other issuers.'),
  }),
])

const rules: z.ZodType<PolicyRule[]> = z.array(policyRule)

const permissions: z.ZodType<WalletPermission[]> = z
  .array(z.strictObject({ scope: z.string(), words: z.string() }))
  .describe('In the language that was asked for.')

const delegation: z.ZodType<WalletDelegation> = z.strictObject({
  delegation_id: z.string(),
  agent_id: z.string(),
  agent_name: z.string(),
  agent_type: z.enum(['agent', 'service']),
  agent_status: z.enum(['active', 'paused', 'revoked']),
  rules,
  permissions,
  created_at: time,
  last_used_at: time.nullable(),
  ends_at: time.exactOptional(),
})

const status = z.enum(['active', 'expired', 'revoked', 'broken'])
const providerRevocation = z.enum(['done', 'not_supported', 'failed'])

const connectionFields = {
  connection_id: z.string(),
  app_id: z.string(),
  provider: z.string(),
  provider_name: z.string(),
  account_identifier: z.string().min(1),
  account_display_name: z.string().exactOptional(),
  status,
  ended_reason: z.string().exactOptional().describe('The text of the provider.'),
  permissions,
  rules: rules.describe('Further rules for its uses, set when it was connected.'),
  created_at: time,
  authorized_at: time.describe('When the user authorized it last.'),
  last_used_at: time.nullable().describe('`null` when never used.'),
  ends_at: time.exactOptional().describe('When it ends by itself, or needs the user again.'),
  manage_url: z.string().exactOptional(),
  agents: z.array(delegation),
}

const connection: z.ZodType<WalletConnection> = z.strictObject({
  ...connectionFields,
  logo_url: z.string(),
  extendable_until: time
    .exactOptional()
    .describe('The end that it would have if it were extended now; absent if it cannot be extended.'),
})

const approval: z.ZodType<WalletApproval> = z.strictObject({
  approval_id: z.string(),
  status: z.enum(['pending', 'approved', 'executing', 'executed', 'failed', 'denied', 'expired']),
  app: appName,
  agent: z
    .strictObject({ agent_id: z.string(), agent_name: z.string() })
    .exactOptional()
    .describe('Absent if the app itself asks.'),
  connection_id: z.string(),
  provider: z.string(),
  provider_name: z.string(),
  logo_url: z.string(),
  account_identifier: z.string(),
  method: z.string(),
  host: z.string(),
  path: z.string(),
  query: z.string().exactOptional(),
  body: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      z.strictObject({ kind: z.literal('json'), text: z.string() }),
      z.strictObject({
        kind: z.literal('form'),
        fields: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      }),
      z.strictObject({ kind: z.literal('text'), text: z.string() }),
      z.strictObject({ kind: z.literal('other'), content_type: z.string(), bytes: count }),
    ])
    .exactOptional()
    .describe('Absent in a list.'),
  headers: z
    .array(z.strictObject({ name: z.string(), value: z.string() }))
    .exactOptional()
    .describe('Headers that could make it another request. Values of credentials are hidden.'),
  reason: z.string(),
  rule: z.string().exactOptional().describe('Name of the rule that needs the yes.'),
  created_at: time,
  expires_at: time,
  decided_at: time.exactOptional(),
  denial_reason: z.string().exactOptional(),
  denied_by: z.enum(['user', 'operator']).exactOptional().describe('Who wrote the reason.'),
  response_status: z.int().exactOptional().describe('Status of the answer of the provider.'),
  failure: z.string().exactOptional(),
})

const cardFields = {
  ...appFields,
  is_gone: z.boolean().describe('It is no longer in the config.'),
  connections: count,
  need_attention: count.describe('Connections that only the user can repair.'),
  agents: count,
  last_used_at: time.nullable(),
}
const card: z.ZodType<WalletApp> = z.strictObject(cardFields)

export const walletHome: z.ZodType<WalletHome> = z.strictObject({
  apps: z.array(card).describe('The last used first.'),
  approvals: z.array(approval).describe('Calls that wait, the first to end first.'),
})

export const walletApp: z.ZodType<WalletAppPage> = z.strictObject({
  ...cardFields,
  connection_list: z.array(connection).describe('Usable connections come first; then the oldest.'),
})

const outcome = z.enum(['ok', 'denied', 'failed', 'started', 'unknown'])

const activityFields = {
  activity_id: z.string(),
  at: time,
  app_id: z.string(),
  app_name: z.string(),
  outcome,
  connection_id: z.string().exactOptional(),
  provider: z.string().exactOptional(),
  provider_name: z.string().exactOptional(),
  account_identifier: z.string().exactOptional(),
  agent: z.strictObject({ agent_id: z.string(), agent_name: z.string() }).exactOptional(),
  method: z.string().exactOptional(),
  host: z.string().exactOptional(),
  path: z.string().exactOptional().describe('Never with a query.'),
  status: z.int().exactOptional().describe('Status of the answer of the provider.'),
  duration_ms: z.number(),
  reason: z
    .string()
    .exactOptional()
    .describe('The reason of the app or its agent; for `deny`, the reason of the user.'),
  vault_reason: z
    .enum([
      'by the user, in the Wallet',
      'at the identity provider',
      'user deleted by the app',
      'user deleted at the identity provider',
      'given up by the agent',
      'alter-vault panic',
    ])
    .exactOptional()
    .describe('A reason that only the vault writes, never a caller.'),
  detail: z.string().exactOptional().describe('Why it was refused, or how it failed.'),
}

const activity: z.ZodType<WalletActivity> = z.strictObject({
  ...activityFields,
  action: z.enum([
    'use',
    'connect',
    'refresh',
    'revoke',
    'set_default',
    'delete_user',
    'delegate',
    'revoke_delegation',
    'approve',
    'deny',
    'extend',
    'sign_in',
    'sign_out',
    'export',
  ]),
})

export const walletActivity: z.ZodType<WalletActivityPage> = z.strictObject({
  activity: z
    .array(activity)
    .describe('Newest first. A page can be short or empty although more pages follow.'),
  next_cursor: z.string().exactOptional().describe('Send it as `before` for older rows; absent at the end.'),
  searched_to: time.exactOptional().describe('Time of the oldest row that the vault has read.'),
})

export const walletConnection: z.ZodType<WalletConnectionPage> = z.strictObject({
  app: appName,
  connection,
  activity: walletActivity,
})

export const walletFilters: z.ZodType<WalletFilters> = z.strictObject({
  apps: z.array(appName),
  providers: z.array(z.strictObject({ provider: z.string(), provider_name: z.string() })),
  agents: z.array(z.strictObject({ agent_id: z.string(), agent_name: z.string(), app_id: z.string() })),
})

export const walletDisconnection: z.ZodType<WalletDisconnection> = z.strictObject({
  connection_id: z.string(),
  revoked_at: time,
  provider_revocation: providerRevocation.exactOptional(),
  manage_url: z.string().exactOptional(),
})

export const walletExtension: z.ZodType<WalletExtension> = z.strictObject({
  connection_id: z.string(),
  ends_at: time,
})

export const walletRemoval: z.ZodType<WalletRemoval> = z.strictObject({
  delegation_id: z.string(),
  removed_at: time,
})

export const walletApproval: z.ZodType<WalletApproval> = approval

export const walletSignOut: z.ZodType<WalletSignOut> = z.strictObject({
  url: z.string().exactOptional().describe('Where the browser goes to sign out at the issuer too.'),
})

export const walletForgetting: z.ZodType<WalletForgetting> = z.strictObject({
  apps: z.array(z.strictObject({ app_id: z.string(), connections_ended: count })),
  signed_out: z.boolean().describe('No data of the user is left, and the user is signed out.'),
})

export const walletExport: z.ZodType<WalletExport> = z.strictObject({
  exported_at: time,
  user: z.strictObject({ issuer: z.string(), subject: z.string(), label: z.string() }),
  sign_ins: z.array(z.strictObject({ created_at: time, expires_at: time })),
  apps: z.array(
    z.strictObject({
      app_id: z.string(),
      name: z.string(),
      users: z.array(
        z.strictObject({
          user_id: z.string(),
          issuer: z.string(),
          label: z.string(),
          created_at: time,
          last_seen_at: time,
        }),
      ),
      connections: z.array(
        z.strictObject({
          ...connectionFields,
          account_id: z.string(),
          account_email: z.string().exactOptional(),
          is_default: z.boolean(),
          revoked_at: time.exactOptional(),
        }),
      ),
      activity: z.array(
        z.strictObject({
          ...activityFields,
          action: z.string(),
          run: z.string().exactOptional(),
          tool: z.string().exactOptional(),
          context: z.string().exactOptional().describe('JSON.'),
          client: z.string().exactOptional(),
        }),
      ),
    }),
  ),
})
