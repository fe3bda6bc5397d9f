import type { Delegation } from './delegation.ts'

/**
 * `expired`: its own life is over, or its tokens cannot be renewed. `revoked`: revoked at the provider, in a listing.
 * `broken`: a refresh was lost or finally refused, and only the user can repair it.
 */
export type GrantStatus = 'active' | 'expired' | 'revoked' | 'broken'

/**
 * Whether the provider ended a revoked grant too. `not_supported`: it cannot, or it would end another connection of the
 * account as well, or its revocation ends nothing. `failed`: not yet; the vault repeats the request for a day and a
 * half.
 */
export type ProviderRevocation = 'done' | 'not_supported' | 'failed'

/** A grant as the backend sees it, without its tokens. The browser calls the same thing a {@link Connection}. */
export interface Grant {
  /** Id that never changes, even if its account is connected again. */
  grant_id: string
  /** Provider id, such as `google`. */
  provider: string
  /** Provider name for people, such as `Google`. */
  provider_name: string
  /** Address of the provider's logo, an SVG that the vault serves. */
  logo_url: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** Name of the account's owner. Absent when the provider gives none. */
  account_display_name?: string
  /** Scopes the user granted. */
  scopes: string[]
  /** Required scopes that the user did not grant. Reconnecting asks for them. */
  missing_scopes: string[]
  /** Whether it can be used, and why not. */
  status: GrantStatus
  /**
   * Why it ended, in the provider's words, shortened and without possible secrets. Absent when the provider said
   * nothing.
   */
  ended_reason?: string
  /** Whether the provider ended it too. Absent unless it was revoked through the vault. */
  provider_revocation?: ProviderRevocation
  /** Page where users end the access of apps at the provider. Absent when it is unknown. */
  manage_url?: string
  /**
   * What the provider said about the account's place, such as a realm or a host, by the operator's name for it. Only
   * values that the operator or the catalog declares public. Absent when there are none.
   */
  learned?: Record<string, string>
  /** Whether it is used when a call names none of several. */
  is_default: boolean
  /** ISO 8601. */
  created_at: string
  /** ISO 8601; `null` when never used. */
  last_used_at: string | null
  /**
   * ISO 8601: when it ends without its user, because its own life is over or its tokens cannot be renewed. Absent when
   * it has no known end.
   */
  expires_at?: string
  /** Delegations to agents, oldest first. An agent sees only its own. Absent from a vault without agents. */
  delegations?: Delegation[]
}

/**
 * `GET /sdk/grants`, oldest first, so that accounts keep their places. Grants that the app revoked are left out,
 * because their users disconnected them.
 */
export interface GrantPage {
  /** The grants of this page. */
  grants: Grant[]
  /** Number of matching grants on all pages. Exact up to 1000; above that, never too high. */
  total: number
  /** The most grants on a page. */
  limit: number
  /** Grants before this page. */
  offset: number
  /** `cursor` of the next page. Absent on the last page. */
  next_cursor?: string
}

/** `POST /sdk/grants/{id}/revoke` */
export interface GrantRevocation {
  /** The grant that was revoked. */
  grant_id: string
  /** ISO 8601. */
  revoked_at: string
  /** Whether the provider ended it too. Absent from an older vault. */
  provider_revocation?: ProviderRevocation
  /** As in {@link Grant}. Absent when it is unknown. */
  manage_url?: string
}

/** One entry of `GET /sdk/providers`. */
export interface ProviderInfo {
  /** Provider id, such as `google`. */
  id: string
  /** Provider name for people, such as `Google`. */
  name: string
  /** An SVG that follows the reader's colour scheme. */
  logo_url: string
  /** Scopes the operator asks for. */
  scopes: string[]
  /** Descriptions of scopes in the operator's words, by scope. Absent when there are none. */
  scope_labels?: Record<string, string>
  /** Questions for the user before connecting, such as a shop's name. */
  fields: ProviderField[]
  /** Hosts of its API. Absent for browsers: only callers with a key receive it. */
  api_hosts?: string[]
  /** Texts by language (`en`, `de`, `es`, `fr`, `ja`, `zh-CN`). Absent from an older vault. */
  localized?: Record<string, ProviderTexts>
  /** Page where users end the access of apps. Absent when disconnecting ends it at the provider. */
  manage_url?: string
}

/** The texts for a provider's scopes and fields in one language. */
export interface ProviderTexts {
  /** Descriptions of scopes, by scope: the operator's, else the vault's. Absent when there are none. */
  scope_labels?: Record<string, string>
  /** Labels of {@link ProviderInfo.fields}, by name. Absent when there are none. */
  field_labels?: Record<string, string>
}

/** A question for the user before going to the provider. */
export interface ProviderField {
  /** Name of the answer in requests. */
  name: string
  /** Label that the user reads. */
  label: string
  /** An example of a valid value. Absent when there is none. */
  placeholder?: string
  /** A regular expression that the whole value must match. Absent when any value is valid. */
  pattern?: string
}

/** Answer of the app's own backend to `GET /api/alter/providers`. */
export interface ProviderList {
  /** The providers that users may connect. */
  providers: ProviderInfo[]
}

/** Answer of the app's own backend to `GET /api/alter/connections`. */
export interface ConnectionList {
  /** All of the user's grants, oldest first. */
  connections: Grant[]
}

/** `DELETE /sdk/users/{id}` */
export interface UserDeletion {
  /** `sub` of the user's JWT. */
  user_id: string
  /** How many live grants were revoked. */
  grants_revoked: number
}

/** The events of a grant. */
export type GrantEventType =
  | 'grant.created'
  | 'grant.reauthorized'
  | 'grant.expires_soon'
  | 'grant.expired'
  | 'grant.broken'
  | 'grant.revoked'
  | 'delegation.created'
  | 'delegation.revoked'

/**
 * What the vault posts to the app's webhook, signed and without tokens. `grant.revoked`: by the app, the user or the
 * provider. `grant.expires_soon`: before a grant ends by itself, by a tenth of its life and at most three days.
 * `grant.expired`: within a minute after that end. `delegation.revoked`: by the app, the user or the agent, and once
 * for each delegation of a deleted agent. A grant that ends also ends its delegations, without events for them.
 * @see https://www.standardwebhooks.com
 */
export interface GrantEvent {
  /** What happened. */
  type: GrantEventType
  /** ISO 8601. */
  timestamp: string
  /** The grant, and its state now. */
  data: {
    /** Id of the grant. */
    grant_id: string
    /**
     * `sub` of the user's JWT; `null` for a grant of the app itself, or when the user's issuer is no longer configured.
     */
    user_id: string | null
    /** Provider id, such as `google`. */
    provider: string
    /** Label of the account at the provider. */
    account_identifier: string
    /** Scopes the user granted. */
    scopes: string[]
    /** Its status now. */
    status: GrantStatus
    /** As in {@link Grant}. Absent when the provider said nothing. */
    ended_reason?: string
    /** As in {@link Grant}. Absent unless the grant was revoked through the vault. */
    provider_revocation?: ProviderRevocation
    /** As in {@link Grant}, with `grant.expires_soon`. Absent with other events. */
    expires_at?: string
    /** The delegation, with `delegation.created` and `delegation.revoked`. Absent with other events. */
    delegation?: {
      /** As in {@link Delegation}. */
      delegation_id: string
      /** The agent of the delegation. */
      agent_id: string
    }
  }
}
