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
    .describe("What a scope allows, in the operator's words; by scope."),
  fields: z
    .array(
      z.strictObject({
        name: z.string(),
        label: z.string(),
        placeholder: z.string().exactOptional(),
        pattern: z.string().exactOptional().describe('A regular expression the whole value must match.'),
      }),
    )
    .describe("What must be known before the start, such as a shop's name."),
  api_hosts: z
    .array(z.string())
    .exactOptional()
    .describe('Hosts of its API; only for whoever asks with a key.'),
  localized: z
    .record(
      z.string(),
      z.strictObject({
        scope_labels: z.record(z.string(), z.string()).exactOptional(),
        field_labels: z.record(z.string(), z.string()).exactOptional(),
      }),
    )
    .exactOptional()
    .describe('What people read, by language.'),
  manage_url: z
    .string()
    .exactOptional()
    .describe(
      'Where users end what they gave to apps; present where disconnecting does not end it at the provider.',
    ),
})

export const providerList: z.ZodType<ProviderList> = z.strictObject({ providers: z.array(provider) })

const providerRevocation = z
  .enum(['done', 'not_supported', 'failed'])
  .describe(
    'Whether the provider ended it too. `not_supported`: it has no way to, or none that would spare another connection of the account. `failed`: not yet; it is asked again.',
  )
const manageUrl = z
  .string()
  .exactOptional()
  .describe('Where users end at the provider what they gave to apps; absent where it is not known.')

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
      '`broken`: a refresh was lost, or the provider refuses to renew it for good; only the user can repair it.',
    ),
  ended_reason: z
    .string()
    .exactOptional()
    .describe('Why it ended, in the words of the provider; absent where it said nothing.'),
  provider_revocation: providerRevocation.exactOptional().describe('Of a grant that was revoked here.'),
  manage_url: manageUrl,
  learned: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe(
      'What the provider said of where the account is, such as a realm or the host of an instance; only values that are declared public.',
    ),
  is_default: z.boolean(),
  created_at: time,
  last_used_at: time.nullable().describe('`null` when never used.'),
  expires_at: time
    .exactOptional()
    .describe(
      'When it ends without its user: its own life is over, or its tokens are and nothing renews them; absent when that is not known.',
    ),
  delegations: z
    .array(delegation)
    .exactOptional()
    .describe('The agents that may use it, oldest first; to an agent, only what it was given itself.'),
})

export const grantPage: z.ZodType<GrantPage> = z.strictObject({
  grants: z.array(grant),
  total: z
    .int()
    .min(0)
    .describe(
      'Number of grants that match, on all pages: exact up to 1000; of more, a number that is not too high.',
    ),
  limit: z.int(),
  offset: z.int(),
  next_cursor: z
    .string()
    .exactOptional()
    .describe('Asks for the page after this one, as `cursor`; absent on the last page.'),
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
