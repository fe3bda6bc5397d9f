/**
 * A connected account as the browser sees it. The backend calls the same thing a {@link Grant}.
 */
export interface Connection {
  /** Id by which the backend names it. It stays when the account is connected again. */
  grant_id: string
  /** Provider id, such as `google`. */
  provider: string
  /** Provider name for people, such as `Google`. */
  provider_name: string
  /** Label of the account at the provider, usually an e-mail address; never empty. */
  account_identifier: string
  /** When the grant was written, ISO 8601. */
  timestamp: string
  /**
   * `reauth` when the account was connected before: the grant id is unchanged. Also when the user only gave an existing
   * account to an agent.
   */
  operation: 'creation' | 'reauth'
  /** Scopes that the user granted. They may be fewer than requested. */
  scopes: string[]
  /** Whether it can be used: `active` connections can. */
  status: 'active' | 'pending' | 'error'
  /**
   * ISO 8601: when it ends without its user, because its own life is over or its tokens cannot be renewed. Absent when
   * it has no known end.
   */
  expires_at?: string
  /** More about the account. Absent when the provider says no more. */
  metadata?: ConnectionMetadata
  /** The user's permission for an agent. Absent when there is none. */
  delegation?: ConnectionDelegation
}

/** A user's permission for an agent to use a connected account. */
export interface ConnectionDelegation {
  /** Id of the delegation. */
  id: string
  /** Name of the agent that programs use. */
  agent: string
  /** Name that people read. A text, never markup. Absent when an older vault wrote it. */
  display_name?: string
}

/** What a provider says about an account besides its label. */
export interface ConnectionMetadata {
  /** Name of the account's owner. Absent when the provider gives none. */
  account_display_name?: string
  /** E-mail address of the account. Absent when the provider gives none. */
  account_email?: string
  [name: string]: unknown
}
