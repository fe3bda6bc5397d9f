import type * as wire from '@alter/protocol'
import { type Delegation, delegationToWire, readDelegation } from './delegation.ts'
import type { Fields } from './fields.ts'
import { present } from './present.ts'

/** `expired`: its time to live is over. `broken`: a refresh was lost, or refused for good; only the user can repair it. */
export type GrantStatus = wire.GrantStatus

/** Whether the provider ended a grant that the app revoked. */
export type ProviderRevocation = wire.ProviderRevocation

/** A user's permission to act at a provider, as listed: never a token. The browser calls it a connection. */
export interface Grant {
  /** Names the grant in later calls. */
  grantId: string
  /** Provider id, such as `google`. */
  provider: string
  /** The provider's name, as people write it. */
  providerName: string
  /** Address of the provider's logo, served by the vault. */
  logoUrl: string
  /** Label of the account at the provider; never empty. */
  accountIdentifier: string
  /** The person's name at the provider. Absent where it gives none. */
  accountDisplayName?: string
  /** Scopes the user granted. */
  scopes: string[]
  /** Scopes the app requires and the user did not grant; reconnecting asks for them. */
  missingScopes: string[]
  /** Whether it can be used. */
  status: GrantStatus
  /** Why it ended, in the provider's own words; absent where it said nothing. */
  endedReason?: string
  /** Whether the provider ended it too, of a grant that the app revoked. */
  providerRevocation?: ProviderRevocation
  /** Where users end at the provider what they gave to apps; absent where it is not known. */
  manageUrl?: string
  /**
   * What the provider said of where the account is, such as a realm or the host of an instance; only what the vault's
   * operator declares public.
   */
  learned?: Record<string, string>
  /** Whether it is used where the user has several at its provider and a call names none. */
  isDefault: boolean
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601; `null` when never used. */
  lastUsedAt: string | null
  /**
   * When it ends without its user, ISO 8601: its own life is over, or its tokens are and nothing renews them. Absent where
   * it goes on, and where the provider does not say.
   */
  expiresAt?: string
  /** What the user lets agents do with it, oldest first; absent where there is nothing. */
  delegations?: Delegation[]
}

/** One account to choose from. */
export interface GrantAccount {
  /** Names the grant in later calls. */
  grantId: string
  /** Label of the account at the provider. */
  accountIdentifier: string
  /** The person's name at the provider. Absent where it gives none. */
  accountDisplayName?: string
}

/** Some of the grants that match, and how to get the next ones. */
export interface GrantPage {
  /** Newest first. */
  grants: Grant[]
  /** Number of grants that match, on all pages: exact up to 1000; of more, a number that is not too high. */
  total: number
  /** The most grants that a page holds. */
  limit: number
  /** How many grants come before this page. */
  offset: number
  /** Asks for the page after this one, as `cursor`; absent on the last page. */
  nextCursor?: string
}

/** What became of a grant that was revoked. */
export interface GrantRevocation {
  /** The grant that was revoked. */
  grantId: string
  /** ISO 8601. */
  revokedAt: string
  /**
   * Whether the provider ended it too. `not_supported`: it offers no way, so send the user to `manageUrl`. `failed`: the
   * vault asks again for a day and a half. Absent from an older vault.
   */
  providerRevocation?: ProviderRevocation
  /** Where users end at the provider what they gave to apps; absent where it is not known. */
  manageUrl?: string
}

const PROVIDER_REVOCATIONS = ['done', 'not_supported', 'failed'] as const

export function readGrant(fields: Fields): Grant {
  return present({
    grantId: fields.text('grant_id'),
    provider: fields.text('provider'),
    providerName: fields.text('provider_name'),
    logoUrl: fields.text('logo_url'),
    accountIdentifier: fields.text('account_identifier'),
    accountDisplayName: fields.optionalText('account_display_name'),
    scopes: fields.texts('scopes'),
    missingScopes: fields.texts('missing_scopes'),
    status: fields.oneOf('status', ['active', 'expired', 'revoked', 'broken']),
    endedReason: fields.optionalText('ended_reason'),
    providerRevocation: fields.optionalOneOf('provider_revocation', PROVIDER_REVOCATIONS),
    manageUrl: fields.optionalText('manage_url'),
    learned: fields.optionalTextMap('learned'),
    isDefault: fields.flag('is_default'),
    createdAt: fields.text('created_at'),
    lastUsedAt: fields.nullableText('last_used_at'),
    expiresAt: fields.optionalText('expires_at'),
    delegations: fields.optionalList('delegations', readDelegation),
  })
}

export function grantToWire(grant: Grant): wire.Grant {
  return present({
    grant_id: grant.grantId,
    provider: grant.provider,
    provider_name: grant.providerName,
    logo_url: grant.logoUrl,
    account_identifier: grant.accountIdentifier,
    account_display_name: grant.accountDisplayName,
    scopes: grant.scopes,
    missing_scopes: grant.missingScopes,
    status: grant.status,
    ended_reason: grant.endedReason,
    provider_revocation: grant.providerRevocation,
    manage_url: grant.manageUrl,
    learned: grant.learned,
    is_default: grant.isDefault,
    created_at: grant.createdAt,
    last_used_at: grant.lastUsedAt,
    expires_at: grant.expiresAt,
    delegations: grant.delegations?.map((delegation) => delegationToWire(delegation, grant)),
  })
}

export function readGrantPage(fields: Fields): GrantPage {
  return present({
    grants: fields.list('grants', readGrant),
    total: fields.count('total'),
    limit: fields.count('limit'),
    offset: fields.count('offset'),
    nextCursor: fields.optionalText('next_cursor'),
  })
}

export function readRevocation(fields: Fields): GrantRevocation {
  return present({
    grantId: fields.text('grant_id'),
    revokedAt: fields.text('revoked_at'),
    providerRevocation: fields.optionalOneOf('provider_revocation', PROVIDER_REVOCATIONS),
    manageUrl: fields.optionalText('manage_url'),
  })
}

export function revocationToWire(revocation: GrantRevocation): wire.GrantRevocation {
  return present({
    grant_id: revocation.grantId,
    revoked_at: revocation.revokedAt,
    provider_revocation: revocation.providerRevocation,
    manage_url: revocation.manageUrl,
  })
}

export function readAccount(fields: Fields): GrantAccount {
  return present({
    grantId: fields.text('grant_id'),
    accountIdentifier: fields.text('account_identifier'),
    accountDisplayName: fields.optionalText('account_display_name'),
  })
}

export function accountToWire(account: GrantAccount): wire.GrantAccount {
  return present({
    grant_id: account.grantId,
    account_identifier: account.accountIdentifier,
    account_display_name: account.accountDisplayName,
  })
}
