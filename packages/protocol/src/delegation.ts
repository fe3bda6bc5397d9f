import type { GrantAccount } from './grant-account.ts'
import type { PolicyRule } from './policy.ts'

/** An agent as people see it. */
export interface AgentLabel {
  /** The same for its whole life. */
  agent_id: string
  /** What programs call it; unique in its app. */
  name: string
  /** What people read. A text, never markup. */
  display_name: string
}

/** That a user lets one agent use one of their grants. It ends with its grant, with its agent, or by itself. */
export interface Delegation {
  /** The same until it ends; given anew, it is another one. */
  delegation_id: string
  /** The grant that the agent may use. */
  grant_id: string
  /** Provider id of the grant. */
  provider: string
  /** The agent that may use it. */
  agent: AgentLabel
  /** Rules of this delegation alone: the app's, and those the user made tighter. */
  rules: PolicyRule[]
  /** ISO 8601. */
  created_at: string
  /** ISO 8601; absent while it ends with its grant. */
  expires_at?: string
  /** ISO 8601; `null` when never used. */
  last_used_at: string | null
}

/** What the agent of a session may do, at most. Users tighten it on the Connect page; nobody loosens it. */
export interface AgentPolicy {
  /** Rules over each of the agent's uses; 20 at most. Default: none. */
  rules?: PolicyRule[]
  /** Seconds until the delegation ends, 1 to 315,360,000. Default: as long as the grant. */
  max_ttl_seconds?: number
}

/** What a user made tighter on the Connect page. */
export interface Tightening {
  /** Only what reads: `GET`, `HEAD` and `OPTIONS`. Absent: whatever the rules allow. */
  only_read?: true
  /**
   * Each call that is not only reading waits for the user's yes. Absent: only where a rule asks for it. Refused where
   * {@link PageAgent.can_ask_user} is absent.
   */
  ask_each_time?: true
  /** Seconds until the delegation ends, at most what the app asks for. Absent: what the app asks for. */
  ttl_seconds?: number
}

/** Body of `POST /sdk/oauth/connect/session/delegate`: the page gives the agent an account the user has already. */
export interface DelegateRequest {
  /** The id that the page got with its start. Absent: the vault goes by the session token alone. */
  session_id?: string
  /** One of the accounts in {@link PageAgent}. */
  grant_id: string
  /** What the user made tighter; `{}` where nothing. May be absent only where the session is for no agent. */
  tightening?: Tightening
}

/** What the Connect page says of the agent of a session. */
export interface PageAgent extends AgentLabel {
  /** Rules of the agent and of the session; all are shown to the user. */
  rules: PolicyRule[]
  /** Seconds; absent where the delegation ends with its grant. */
  max_ttl_seconds?: number
  /**
   * Whether the user can be asked to say yes to each call: the app has a Wallet. Absent: nobody could say yes, so the
   * page does not offer it, and the vault refuses {@link Tightening.ask_each_time}.
   */
  can_ask_user?: true
  /** Accounts the user has already, which can be given without going to the provider; by provider. */
  accounts: Record<string, GrantAccount[]>
  /** What the user chose in this session before; absent until the first choice. */
  tightening?: Tightening
}

/** `POST /sdk/grants/{id}/delegations/revoke` and `DELETE /sdk/me/delegations/{grant_id}` */
export interface DelegationRevocation {
  /** The grant, which goes on. */
  grant_id: string
  /** How many ended. */
  delegations_revoked: number
}
