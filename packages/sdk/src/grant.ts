import type * as wire from '@alter/protocol'
import type { CallOptions } from './call.ts'
import { type Delegation, delegationOf, parseDelegation } from './delegation.ts'
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

/** Which grants to list. */
export type ListGrantsOptions = Omit<CallOptions, 'userToken'> & {
  /** Provider id, such as `google`. Default: all providers. */
  provider?: wire.ProviderId | undefined
  /**
   * Instead: the grants that the app revoked, with what their providers said to it. Default: the grants that are in
   * use.
   */
  revoked?: true | undefined
  /** Grants per page. Default: the vault's. */
  limit?: number | undefined
} & (
    | { userToken?: string; all?: never }
    /** Every grant of the app, whoever's; no user token is sent. */
    | { all: true; userToken?: never }
  )

/** Which grants to list, and which page of them. */
export type ListGrantsPageOptions = ListGrantsOptions & {
  /** How many grants come before the page. Default: 0. */
  offset?: number | undefined
  /** `nextCursor` of the page before. Default: the first page. */
  cursor?: string | undefined
}

/** Whose grant ends, and why. */
export type RevokeGrantOptions = CallOptions & {
  /** Why, for the audit trail. Default: none is noted. */
  reason?: string | undefined
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

export function parseGrant(fields: Fields): wire.Grant {
  const named = { grant_id: fields.text('grant_id'), provider: fields.text('provider') }
  return present({
    ...named,
    provider_name: fields.text('provider_name'),
    logo_url: fields.text('logo_url'),
    account_identifier: fields.text('account_identifier'),
    account_display_name: fields.optionalText('account_display_name'),
    scopes: fields.texts('scopes'),
    missing_scopes: fields.texts('missing_scopes'),
    status: fields.oneOf('status', ['active', 'expired', 'revoked', 'broken']),
    ended_reason: fields.optionalText('ended_reason'),
    provider_revocation: fields.optionalOneOf('provider_revocation', PROVIDER_REVOCATIONS),
    manage_url: fields.optionalText('manage_url'),
    learned: fields.optionalTextMap('learned'),
    is_default: fields.flag('is_default'),
    created_at: fields.text('created_at'),
    last_used_at: fields.nullableText('last_used_at'),
    expires_at: fields.optionalText('expires_at'),
    delegations: fields.optionalList('delegations', (delegation) => parseDelegation(delegation, named)),
  })
}

export function grantOf(document: wire.Grant): Grant {
  return present({
    grantId: document.grant_id,
    provider: document.provider,
    providerName: document.provider_name,
    logoUrl: document.logo_url,
    accountIdentifier: document.account_identifier,
    accountDisplayName: document.account_display_name,
    scopes: document.scopes,
    missingScopes: document.missing_scopes,
    status: document.status,
    endedReason: document.ended_reason,
    providerRevocation: document.provider_revocation,
    manageUrl: document.manage_url,
    learned: document.learned,
    isDefault: document.is_default,
    createdAt: document.created_at,
    lastUsedAt: document.last_used_at,
    expiresAt: document.expires_at,
    delegations: document.delegations?.map(delegationOf),
  })
}

export function parseGrantPage(fields: Fields): wire.GrantPage {
  return present({
    grants: fields.list('grants', parseGrant),
    total: fields.count('total'),
    limit: fields.count('limit'),
    offset: fields.count('offset'),
    next_cursor: fields.optionalText('next_cursor'),
  })
}

export function grantPageOf(document: wire.GrantPage): GrantPage {
  return present({
    grants: document.grants.map(grantOf),
    total: document.total,
    limit: document.limit,
    offset: document.offset,
    nextCursor: document.next_cursor,
  })
}

export function parseRevocation(fields: Fields): wire.GrantRevocation {
  return present({
    grant_id: fields.text('grant_id'),
    revoked_at: fields.text('revoked_at'),
    provider_revocation: fields.optionalOneOf('provider_revocation', PROVIDER_REVOCATIONS),
    manage_url: fields.optionalText('manage_url'),
  })
}

export function revocationOf(document: wire.GrantRevocation): GrantRevocation {
  return present({
    grantId: document.grant_id,
    revokedAt: document.revoked_at,
    providerRevocation: document.provider_revocation,
    manageUrl: document.manage_url,
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
