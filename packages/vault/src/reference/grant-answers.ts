import type {
  Grant,
  GrantAccount,
  GrantPage,
  GrantRevocation,
  ProviderInfo,
  ProviderList,
  UserDeletion,
} from '@alter/protocol'
import { z } from 'zod'
import { delegation } from './delegation-answers.ts'

const time = z.iso.datetime()

export const provider: z.ZodType<ProviderInfo> = z.strictObject({
  id: z.string().describe('Such as `google`.'),
  name: z.string(),
  logo_url: z.string().describe("An SVG that follows the reader's colour scheme."),
  scopes: z.array(z.string()).describe('Scopes the operator asks for.'),
  scope_labels: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('What each scope allows, as the operator describes it; by scope.'),
  fields: z
    .array(
      z.strictObject({
        name: z.string(),
        label: z.string(),
        placeholder: z.string().exactOptional(),
        pattern: z.string().exactOptional().describe('A regular expression the whole value must match.'),
      }),
    )
    .describe('Questions to answer before the start, such as the name of a shop.'),
  api_hosts: z
    .array(z.string())
    .exactOptional()
    .describe('Hosts of its API; present only if the call has an API key.'),
  localized: z
    .record(
      z.string(),
      z.strictObject({
        scope_labels: z.record(z.string(), z.string()).exactOptional(),
        field_labels: z.record(z.string(), z.string()).exactOptional(),
      }),
    )
    .exactOptional()
    .describe('The text that people read, by language.'),
  manage_url: z
    .string()
    .exactOptional()
    .describe(
      'Page at which users remove apps; present if disconnecting does not remove the access at the provider.',
    ),
})

export const providerList: z.ZodType<ProviderList> = z.strictObject({ providers: z.array(provider) })

const providerRevocation = z
  .enum(['done', 'not_supported', 'failed'])
  .describe(
    'Whether the provider ended it too. `not_supported`: the provider has no way to do so without ending another connection of the account. `failed`: not yet; the vault asks again.',
  )
const manageUrl = z
  .string()
  .exactOptional()
  .describe('Page of the provider at which users remove apps; absent if unknown.')

export const grant: z.ZodType<Grant> = z.strictObject({
  grant_id: z.string(),
  provider: z.string(),
  provider_name: z.string(),
  logo_url: z.string(),
  account_identifier: z.string().min(1).describe('Label of the account at the provider.'),
  account_display_name: z.string().exactOptional(),
  scopes: z.array(z.string()).describe('Scopes the user granted.'),
  missing_scopes: z.array(z.string()).describe('Scopes the app requires and the user did not grant.'),
  status: z
    .enum(['active', 'expired', 'revoked', 'broken'])
    .describe(
      '`broken`: a refresh was lost, or the provider refuses every further refresh. Only the user can repair it.',
    ),
  ended_reason: z
    .string()
    .exactOptional()
    .describe('Why it ended, as the provider says; absent if it gave no reason.'),
  provider_revocation: providerRevocation.exactOptional().describe('Of a grant that was revoked here.'),
  manage_url: manageUrl,
  learned: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe(
      'Where the account is at the provider, such as a realm or the host of an instance; only values that are declared public.',
    ),
  is_default: z.boolean(),
  created_at: time,
  last_used_at: time.nullable().describe('`null` when never used.'),
  expires_at: time
    .exactOptional()
    .describe(
      'When it ends by itself: at the end of its lifetime, or when its tokens expire and cannot be refreshed; absent if unknown.',
    ),
  delegations: z
    .array(delegation)
    .exactOptional()
    .describe('The agents that may use it, oldest first. An agent sees only its own delegation.'),
})

export const grantPage: z.ZodType<GrantPage> = z.strictObject({
  grants: z.array(grant),
  total: z
    .int()
    .min(0)
    .describe('Number of matching grants on all pages: exact up to 1000; above that, never too high.'),
  limit: z.int(),
  offset: z.int(),
  next_cursor: z
    .string()
    .exactOptional()
    .describe('Send it as `cursor` for the next page; absent on the last page.'),
})

export const grantRevocation: z.ZodType<GrantRevocation> = z.strictObject({
  grant_id: z.string(),
  revoked_at: time,
  provider_revocation: providerRevocation.exactOptional(),
  manage_url: manageUrl,
})

export const grantAccount: z.ZodType<GrantAccount> = z.strictObject({
  grant_id: z.string(),
  account_identifier: z.string(),
  account_display_name: z.string().exactOptional(),
})

export const userDeletion: z.ZodType<UserDeletion> = z.strictObject({
  user_id: z.string().describe("As in the user's JWT."),
  grants_revoked: z.int().min(0).describe('How many live grants ended with it.'),
})
