import type { GrantAccount } from './grant-account.ts'
import type { PolicyRule } from './policy.ts'

/** An agent with the names that people and programs use. */
export interface AgentLabel {
  /** Id that never changes. */
  agent_id: string
  /** Name that programs use, unique in its app. */
  name: string
  /** Name that people read. A text, never markup. */
  display_name: string
}

/** A user's permission for one agent to use one grant. It ends with its grant, with its agent, or by itself. */
export interface Delegation {
  /** Id of this permission. A permission that is given again has a new id. */
  delegation_id: string
  /** The grant that the agent may use. */
  grant_id: string
  /** Provider id of the grant. */
  provider: string
  /** The agent that may use it. */
  agent: AgentLabel
  /** The delegation's own rules: the app's rules, tightened by the user. */
  rules: PolicyRule[]
  /** ISO 8601. */
  created_at: string
  /** ISO 8601. Absent when it ends with its grant. */
  expires_at?: string
  /** ISO 8601; `null` when never used. */
  last_used_at: string | null
}

/** The most that the agent of a session may do. Users can tighten it on the Connect page, and nobody can loosen it. */
export interface AgentPolicy {
  /** Rules for each of the agent's uses; 20 at most. Default: none. */
  rules?: PolicyRule[]
  /** Seconds until the delegation ends, 1 to 315,360,000. Default: as long as the grant. */
  max_ttl_seconds?: number
}

/** How a user tightened the agent's rules on the Connect page. */
export interface Tightening {
  /** Allows only methods that read: `GET`, `HEAD` and `OPTIONS`. Absent: what the rules allow. */
  only_read?: true
  /**
   * Each call that does more than read needs the user's yes. Refused when {@link PageAgent.can_ask_user} is absent.
   * Absent: only calls for which a rule requires it.
   */
  ask_each_time?: true
  /** Seconds until the delegation ends, at most the app's limit. Absent: the app's limit. */
  ttl_seconds?: number
}

/** Body of `POST /sdk/oauth/connect/session/delegate`: gives the agent an account that the user already has. */
export interface DelegateRequest {
  /** The id from the page's start. Absent: the session token identifies the session. */
  session_id?: string
  /** One of the accounts in {@link PageAgent}. */
  grant_id: string
  /** How the user tightened the rules; `{}` for no change. Absent only when the session is for no agent. */
  tightening?: Tightening
}

/** The agent of a session, for the Connect page. */
export interface PageAgent extends AgentLabel {
  /** Rules of the agent and of the session. The user sees all of them. */
  rules: PolicyRule[]
  /** Seconds. Absent when the delegation ends with its grant. */
  max_ttl_seconds?: number
  /**
   * Whether the user can be asked for each call, because the app has a Wallet. Absent: nobody could answer, so the page
   * does not offer it and the vault refuses {@link Tightening.ask_each_time}.
   */
  can_ask_user?: true
  /** Accounts of the user that can be given without going to the provider, by provider id. */
  accounts: Record<string, GrantAccount[]>
  /** The user's earlier choice in this session. Absent before the first choice. */
  tightening?: Tightening
}

/** `POST /sdk/grants/{id}/delegations/revoke` and `DELETE /sdk/me/delegations/{grant_id}` */
export interface DelegationRevocation {
  /** The grant, which stays. */
  grant_id: string
  /** How many delegations ended. */
  delegations_revoked: number
}
