import type { AgentStatus, AgentType } from './agent.ts'
import type { GrantStatus, ProviderRevocation } from './grant.ts'
import type { PolicyRule } from './policy.ts'

/** One permission of a connection, with its description. */
export interface WalletPermission {
  /** The scope as the provider writes it. */
  scope: string
  /** Description in the requested language; the scope itself when there is none. */
  words: string
}

/** An account of the user that an app may use. */
export interface WalletConnection {
  /** Id that the app calls `grant_id`. */
  connection_id: string
  /** The app that may use it. */
  app_id: string
  /** Provider id. */
  provider: string
  /** Name of the provider. */
  provider_name: string
  /** Address of the provider's logo, which the vault serves. */
  logo_url: string
  /** Label of the account at the provider; never empty. */
  account_identifier: string
  /** Name of the account's owner. Absent when the provider gives none. */
  account_display_name?: string
  /** Whether it can be used, and why not. */
  status: GrantStatus
  /** Why it ended, in the provider's words. Absent when the provider said nothing. */
  ended_reason?: string
  /** What the user granted. */
  permissions: WalletPermission[]
  /** Rules for its uses that were set when it was connected. */
  rules: PolicyRule[]
  /** When it was first connected. */
  created_at: string
  /** When the user last authorized it. */
  authorized_at: string
  /** `null` when never used. */
  last_used_at: string | null
  /** When it ends or requires the user again. Absent when it has no end. */
  ends_at?: string
  /** When it would end after `POST …/extend` now. Absent when it cannot be extended. */
  extendable_until?: string
  /** Page where users end the access of apps at the provider. Absent when it is unknown. */
  manage_url?: string
  /** The agents that may use it. */
  agents: WalletDelegation[]
}

/** An agent that may use a connection. */
export interface WalletDelegation {
  /** What `POST …/remove` takes. */
  delegation_id: string
  /** Id that never changes. */
  agent_id: string
  /** Name that people read. */
  agent_name: string
  /** What the app declares it to be. */
  agent_type: AgentType
  /** A `paused` agent uses nothing until the app resumes it. */
  agent_status: AgentStatus
  /** All rules for it: the agent's own, and those of the delegation. */
  rules: PolicyRule[]
  /** Delegated scopes with descriptions; empty for all of the connection's. */
  permissions: WalletPermission[]
  /** When the user gave the permission. */
  created_at: string
  /** `null` when never used. */
  last_used_at: string | null
  /** Absent when it ends with its connection. */
  ends_at?: string
}

/** `POST /wallet/api/connections/{id}/disconnect`, also for a connection that has ended. No body. */
export interface WalletDisconnection {
  /** The connection that ended. */
  connection_id: string
  /** ISO 8601. */
  revoked_at: string
  /** Whether the provider ended it too. Absent when that is unknown. */
  provider_revocation?: ProviderRevocation
  /** Page where the user can end it at the provider. Absent when it is unknown. */
  manage_url?: string
}

/**
 * `POST /wallet/api/connections/{id}/extend`. No body. A connection that cannot be extended answers `400` with
 * `invalid_request`, an ended one `410`.
 */
export interface WalletExtension {
  /** The extended connection. */
  connection_id: string
  /** Its new end. */
  ends_at: string
}

/** `POST /wallet/api/delegations/{id}/remove`, also for a delegation that has ended. No body. */
export interface WalletRemoval {
  /** The delegation that ended. */
  delegation_id: string
  /** When it ended. */
  removed_at: string
}
