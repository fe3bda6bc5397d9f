/**
 * A connected account as the browser sees it. The backend calls the same thing a {@link Grant}.
 */
export interface Connection {
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
  status: 'active' | 'pending' | 'error'
  /**
   * When it ends without its user, ISO 8601: its own life is over, or its tokens are and nothing renews them. Absent where
   * it goes on, and where the provider does not say.
   */
  expires_at?: string
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

export interface ConnectionMetadata {
  account_display_name?: string
  account_email?: string
  [name: string]: unknown
}
