/**
 * A connected account as the browser sees it. The backend calls the same thing a {@link Grant}.
 */
export interface Connection {
  /** What the backend names it by. The same account keeps it when it is connected again. */
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
   * `reauth` when the same account had been connected before: the grant id is unchanged. Also where the user only let an
   * agent use it, and was not at the provider.
   */
  operation: 'creation' | 'reauth'
  /** Scopes the user granted, which may be fewer than were asked for. */
  scopes: string[]
  /** `active`: it can be used. */
  status: 'active' | 'pending' | 'error'
  /**
   * When it ends without its user, ISO 8601: its own life is over, or its tokens are and nothing renews them. Absent where
   * it goes on, and where the provider does not say.
   */
  expires_at?: string
  /** What else is known of the account. Absent where the provider says no more. */
  metadata?: ConnectionMetadata
  /** Present where the user let an agent use the account. */
  delegation?: ConnectionDelegation
}

/** What the user let an agent do with a connected account. */
export interface ConnectionDelegation {
  /** Id of the delegation. */
  id: string
  /** Name of the agent, as the app calls it. */
  agent: string
}

/** What a provider says of an account beyond its label. */
export interface ConnectionMetadata {
  /** Name of the account's owner, for people. Absent where the provider gives none. */
  account_display_name?: string
  /** Absent where the provider gives none. */
  account_email?: string
  [name: string]: unknown
}
