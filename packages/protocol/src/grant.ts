import type { Delegation } from './delegation.ts'

/** `expired`: its time to live is over, or its tokens are and nothing renews them. `revoked`: in a listing, at the provider. `broken`: a refresh was lost, or the provider refuses to renew it for good; only the user can repair it. */
export type GrantStatus = 'active' | 'expired' | 'revoked' | 'broken'

/**
 * Whether a provider ended a grant that was revoked here. `not_supported`: it has no way to, none that would spare
 * another connection of the account, or one that ends nothing. `failed`: it did not do it yet; it is asked again for a
 * day and a half.
 */
export type ProviderRevocation = 'done' | 'not_supported' | 'failed'

/** A grant as listed to the backend: never a token. The browser calls the same thing a {@link Connection}. */
export interface Grant {
  /** Names it for good, also when its account is connected again. */
  grant_id: string
  /** Provider id, such as `google`. */
  provider: string
  /** Provider name for people, such as `Google`. */
  provider_name: string
  /** An SVG of the provider's, served by the vault. */
  logo_url: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** Name of the account's owner, for people. Absent where the provider gives none. */
  account_display_name?: string
  /** Scopes the user granted. */
  scopes: string[]
  /** Scopes the app requires and the user did not grant; reconnecting asks for them. */
  missing_scopes: string[]
  /** Whether calls can use it, and why not. */
  status: GrantStatus
  /** Why it ended, in the provider's own words, shortened and without what may be a secret; absent where it said nothing. */
  ended_reason?: string
  /** Of a grant that was revoked here. */
  provider_revocation?: ProviderRevocation
  /** Where users end at the provider what they gave to apps; absent where it is not known. */
  manage_url?: string
  /**
   * What the provider said of where the account is, such as a realm or the host of an instance, by the operator's name
   * for it: only values that the operator or the catalog declares public. Absent where there are none.
   */
  learned?: Record<string, string>
  /** Whether it is meant where a call names none of several. */
  is_default: boolean
  /** ISO 8601. */
  created_at: string
  /** ISO 8601; `null` when never used. */
  last_used_at: string | null
  /**
   * When it ends without its user, ISO 8601: its own life is over, or its tokens are and nothing renews them. Absent where
   * it goes on, and where the provider does not say.
   */
  expires_at?: string
  /** The agents that may use it, oldest first; to an agent, only what it was given itself. Absent from a vault that knows none. */
  delegations?: Delegation[]
}

/** `GET /sdk/grants`, oldest first: accounts keep their places, whatever is done with them. Grants that the app revoked are not listed: their users disconnected them. */
export interface GrantPage {
  /** The grants of this page. */
  grants: Grant[]
  /** Number of grants that match, on all pages: exact up to 1000; of more, a number that is not too high. */
  total: number
  /** How many grants a page has at most. */
  limit: number
  /** How many grants stand before this page. */
  offset: number
  /** Asks for the page after this one, as `cursor`; absent on the last page. */
  next_cursor?: string
}

/** `POST /sdk/grants/{id}/revoke` */
export interface GrantRevocation {
  /** The grant that was revoked. */
  grant_id: string
  /** ISO 8601. */
  revoked_at: string
  /** Absent from a vault that does not know it yet. */
  provider_revocation?: ProviderRevocation
  /** As in {@link Grant}. Absent where it is not known. */
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
  /** What a scope allows, in the operator's words for their users; by scope, where the operator has any. */
  scope_labels?: Record<string, string>
  /** What must be known before the start, such as a shop's name. */
  fields: ProviderField[]
  /** Hosts of its API. Only callers with a key get it; the Connect page and browsers do not. */
  api_hosts?: string[]
  /** What people read, by language (`en`, `de`, `es`, `fr`, `ja`, `zh-CN`). Absent from a vault that does not know it yet. */
  localized?: Record<string, ProviderTexts>
  /** Where users end what they gave to apps; present where disconnecting does not end it at the provider. */
  manage_url?: string
}

/** What a provider's scopes and fields are called in one language. */
export interface ProviderTexts {
  /** What a scope allows: the operator's words, else those of the vault; by scope, where there are any. */
  scope_labels?: Record<string, string>
  /** Labels of {@link ProviderInfo.fields}, by name. Absent where there are none. */
  field_labels?: Record<string, string>
}

/** What a user is asked for before they go to the provider. */
export interface ProviderField {
  /** The name that the answer is sent under. */
  name: string
  /** What the user reads beside the field. */
  label: string
  /** An example of a valid value. */
  placeholder?: string
  /** A regular expression the whole value must match. Absent where any value will do. */
  pattern?: string
}

/** What the app's own backend answers to `GET /api/alter/providers`. */
export interface ProviderList {
  /** What the operator lets users connect. */
  providers: ProviderInfo[]
}

/** What the app's own backend answers to `GET /api/alter/connections`. */
export interface ConnectionList {
  /** All of the user's grants, oldest first. */
  connections: Grant[]
}

/** `DELETE /sdk/users/{id}` */
export interface UserDeletion {
  /** As in the user's JWT. */
  user_id: string
  /** How many live grants ended with it. */
  grants_revoked: number
}

/** What can happen to a grant. */
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
 * What the vault posts to the app's webhook, signed: never a token. `grant.revoked` is by the app, the user or the
 * provider alike. `grant.expires_soon` comes a tenth of its life before a grant ends by itself, three days at most;
 * `grant.expired` within a minute of that end. `delegation.revoked` is by the app, the user or the agent, and comes for each
 * delegation of an agent that is deleted; a grant that ends ends all of its delegations without an event for each.
 * @see https://www.standardwebhooks.com
 */
export interface GrantEvent {
  /** What happened. */
  type: GrantEventType
  /** ISO 8601. */
  timestamp: string
  /** To which grant it happened, and how that grant stands now. */
  data: {
    /** Id of the grant. */
    grant_id: string
    /** As in the user's JWT; `null` for a grant of the app itself, or of a user of an issuer that the app has no more. */
    user_id: string | null
    /** Provider id, such as `google`. */
    provider: string
    /** Label of the account at the provider. */
    account_identifier: string
    /** Scopes the user granted. */
    scopes: string[]
    /** How the grant stands now. */
    status: GrantStatus
    /** As in {@link Grant}. Absent where the provider said nothing. */
    ended_reason?: string
    /** As in {@link Grant}. Absent where the grant was not revoked here. */
    provider_revocation?: ProviderRevocation
    /** With `grant.expires_soon`: as in {@link Grant}. Absent with the other events. */
    expires_at?: string
    /** Present with `delegation.created` and `delegation.revoked`, absent with all others. */
    delegation?: {
      /** As in {@link Delegation}. */
      delegation_id: string
      /** Whose it is. */
      agent_id: string
    }
  }
}
