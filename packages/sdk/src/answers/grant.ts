import type * as wire from '@alter/protocol'
import type { CallOptions } from '../call.ts'
import type { Fields } from '../fields.ts'
import { present } from '../present.ts'
import { type Delegation, delegationOf, parseDelegation } from './delegation.ts'

/**
 * `expired`: its own life is over. `broken`: a refresh was lost or finally refused, and only the user can repair it.
 */
export type GrantStatus = wire.GrantStatus

/** Whether the provider ended a revoked grant too. */
export type ProviderRevocation = wire.ProviderRevocation

/** A user's permission to act at a provider, without its tokens. The browser calls it a connection. */
export interface Grant {
  /** Id of the grant in later calls. */
  grantId: string
  /** Provider id, such as `google`. */
  provider: string
  /** The provider's name, as people write it. */
  providerName: string
  /** Address of the provider's logo, served by the vault. */
  logoUrl: string
  /** Label of the account at the provider; never empty. */
  accountIdentifier: string
  /** Name of the account's owner. Absent when the provider gives none. */
  accountDisplayName?: string
  /** Scopes the user granted. */
  scopes: string[]
  /** Required scopes that the user did not grant. Reconnecting asks for them. */
  missingScopes: string[]
  /** Whether it can be used, and why not. */
  status: GrantStatus
  /** Why it ended, in the provider's words. Absent when the provider said nothing. */
  endedReason?: string
  /** Whether the provider ended it too. Absent unless the app revoked it. */
  providerRevocation?: ProviderRevocation
  /** Page where users end the access of apps at the provider. Absent when it is unknown. */
  manageUrl?: string
  /**
   * What the provider said about the account's place, such as a realm or a host. Only values that the vault's operator
   * declares public. Absent when there are none.
   */
  learned?: Record<string, string>
  /** Whether it is used when a call names none of several accounts at its provider. */
  isDefault: boolean
  /** ISO 8601. */
  createdAt: string
  /** ISO 8601; `null` when never used. */
  lastUsedAt: string | null
  /**
   * ISO 8601: when it ends without its user, because its own life is over or its tokens cannot be renewed. Absent when
   * it has no known end.
   */
  expiresAt?: string
  /** Delegations to agents, oldest first. Absent when there are none. */
  delegations?: Delegation[]
}

/** One of several accounts to choose from. */
export interface GrantAccount {
  /** Id of the grant in later calls. */
  grantId: string
  /** Label of the account at the provider. */
  accountIdentifier: string
  /** Name of the account's owner. Absent when the provider gives none. */
  accountDisplayName?: string
}

/** Selects the grants to list. */
export type ListGrantsOptions = Omit<CallOptions, 'userToken'> & {
  /** Provider id, such as `google`. Default: all providers. */
  provider?: wire.ProviderId | undefined
  /** Lists the grants that the app revoked, with the providers' answers. Default: lists the other grants. */
  revoked?: true | undefined
  /** Grants per page. Default: set by the vault. */
  limit?: number | undefined
} & (
    | { userToken?: string; all?: never }
    /** Every grant of the app, without a user token. */
    | { all: true; userToken?: never }
  )

/** Selects the grants to list, and the page. */
export type ListGrantsPageOptions = ListGrantsOptions & {
  /** Grants before the page. Default: 0. */
  offset?: number | undefined
  /** `nextCursor` of the page before. Default: the first page. */
  cursor?: string | undefined
}

/** The grant to revoke, and the reason. */
export type RevokeGrantOptions = CallOptions & {
  /** Reason for the audit trail. Default: none. */
  reason?: string | undefined
}

/** One page of grants. */
export interface GrantPage {
  /** Oldest first. */
  grants: Grant[]
  /** Number of matching grants on all pages. Exact up to 1000; above that, never too high. */
  total: number
  /** The most grants that a page holds. */
  limit: number
  /** Grants before this page. */
  offset: number
  /** `cursor` of the next page. Absent on the last page. */
  nextCursor?: string
}

/** The result of a revocation. */
export interface GrantRevocation {
  /** The grant that was revoked. */
  grantId: string
  /** ISO 8601. */
  revokedAt: string
  /**
   * Whether the provider ended it too. `not_supported`: it cannot, so send the user to `manageUrl`. `failed`: the vault
   * repeats the request for a day and a half. Absent from an older vault.
   */
  providerRevocation?: ProviderRevocation
  /** Page where users end the access of apps at the provider. Absent when it is unknown. */
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
