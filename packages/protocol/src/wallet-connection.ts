import type { AgentStatus, AgentType } from './agent.ts'
import type { GrantStatus, ProviderRevocation } from './grant.ts'
import type { PolicyRule } from './policy.ts'

/** What a connection allows, in words. */
export interface WalletPermission {
  /** The scope as the provider writes it. */
  scope: string
  /** In the language that was asked for; the scope itself where nobody has words for it. */
  words: string
}

/** One account of the user's that an app may use. */
export interface WalletConnection {
  /** The id that the app calls `grant_id`. */
  connection_id: string
  /** The app that may use it. */
  app_id: string
  /** Provider id. */
  provider: string
  /** What people call the provider. */
  provider_name: string
  /** Where the vault serves the provider's logo. */
  logo_url: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** The person's name there; absent where the provider did not tell it. */
  account_display_name?: string
  /** Whether it can be used, and else why not. */
  status: GrantStatus
  /** Why it ended, in the provider's own words; absent where it said nothing. */
  ended_reason?: string
  /** What the user granted. */
  permissions: WalletPermission[]
  /** What limits its uses besides, set when it was connected. */
  rules: PolicyRule[]
  /** When it was first connected. */
  created_at: string
  /** When the user authorized it last. */
  authorized_at: string
  /** `null` when never used. */
  last_used_at: string | null
  /** When it ends, or asks for the user, by itself. Absent where it goes on. */
  ends_at?: string
  /** Until when `POST …/extend` would make it last, counted from now. Absent: it cannot be extended. */
  extendable_until?: string
  /** Where users end at the provider what they gave to apps; absent where it is not known. */
  manage_url?: string
  /** Those that the user let use it. */
  agents: WalletDelegation[]
}

/** An agent that may use a connection. */
export interface WalletDelegation {
  /** What `POST …/remove` takes. */
  delegation_id: string
  /** The same for the agent's whole life. */
  agent_id: string
  /** What the app calls it for people. */
  agent_name: string
  /** What the app says it is. */
  agent_type: AgentType
  /** `paused`: it uses nothing until the app lets it go on. */
  agent_status: AgentStatus
  /** All that limit it: those of the agent and those that the user set. */
  rules: PolicyRule[]
  /** Scopes that were delegated, in words; empty: all of the connection's. */
  permissions: WalletPermission[]
  /** When the user let it in. */
  created_at: string
  /** `null` when never used. */
  last_used_at: string | null
  /** Absent where it ends with its connection. */
  ends_at?: string
}

/** `POST /wallet/api/connections/{id}/disconnect`, also of one that has ended already. No body. */
export interface WalletDisconnection {
  /** The connection that ended. */
  connection_id: string
  /** ISO 8601. */
  revoked_at: string
  /** Whether the provider ended it too. Absent where that is not known. */
  provider_revocation?: ProviderRevocation
  /** Where the user ends it at the provider; absent where it is not known. */
  manage_url?: string
}

/**
 * `POST /wallet/api/connections/{id}/extend`. No body. One that cannot be extended: `400` with `invalid_request`; one
 * that has ended: `410`.
 */
export interface WalletExtension {
  /** The connection that goes on. */
  connection_id: string
  /** When it ends now. */
  ends_at: string
}

/** `POST /wallet/api/delegations/{id}/remove`, also of one that is over. No body. */
export interface WalletRemoval {
  /** The delegation that ended. */
  delegation_id: string
  /** When it ended. */
  removed_at: string
}
