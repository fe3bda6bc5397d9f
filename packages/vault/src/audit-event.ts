import type { VaultReason } from '@alter/protocol'
import type { Subject } from './subject.ts'

/** One action that the vault did or refused, as the audit records it. */
export interface AuditEvent {
  app: string
  user: string | null
  grant: string | null
  provider: string | null
  action:
    | 'approve'
    | 'authenticate'
    | 'connect'
    | 'create_agent'
    | 'create_key'
    | 'delegate'
    | 'delete_agent'
    | 'delete_user'
    | 'deny'
    | 'deprecate_key'
    | 'export'
    | 'extend'
    | 'list'
    | 'list_agents'
    | 'list_all'
    | 'list_keys'
    | 'list_providers'
    | 'mint'
    | 'panic'
    | 'read_approval'
    | 'read_approved'
    | 'read_agent'
    | 'read_me'
    | 'read_result'
    | 'refresh'
    | 'revoke'
    | 'revoke_delegation'
    | 'revoke_key'
    | 'set_default'
    | 'sign_in'
    | 'sign_out'
    | 'update_agent'
    | 'use'
  /** `started`: it was sent, and its end was never recorded. `unknown`: its end was not waited for. */
  outcome: 'ok' | 'denied' | 'failed' | 'started' | 'unknown'
  /** The user, as the identity provider names them. The audit keeps a keyed hash of it. */
  subject?: Subject | undefined
  /** Id of the API key that asked; `config` for the key in the config file. */
  key?: string | null | undefined
  /** Method of the request to the provider. */
  method?: string | undefined
  host?: string | undefined
  /** Path of the request to the provider, without its query. */
  path?: string | undefined
  /** Id of the agent that acted for the user, and of the delegation by which it did. */
  agent?: string | undefined
  delegation?: string | undefined
  /** What the agent says of its call: the run that it belongs to, and the tool that makes it. */
  run?: string | undefined
  tool?: string | undefined
  /** JSON: more that an agent says of its call, or what an app notes with a session. */
  context?: string | undefined
  /** The program that asked, by the name it gives itself. */
  client?: string | undefined
  /** The status of the provider's answer. */
  status?: number | undefined
  /** The reason in the caller's words. */
  reason?: string | undefined
  /**
   * The reason in the words of the vault or its operator, never a text that a caller sent. It takes the place of
   * `reason`.
   */
  vaultReason?: VaultReason | CommandReason | undefined
  /** A code, or method, host and status; never a body and never a query. */
  detail?: string | undefined
  /** Milliseconds since the epoch. */
  startedAt: number
}

/** The reasons that operator commands record. */
export type CommandReason = 'alter-vault agents' | 'alter-vault approvals' | 'alter-vault keys'

/** Why something is done, and which key asked for it. */
export type AskedBy = Pick<AuditEvent, 'reason' | 'vaultReason' | 'key'>

export interface Audit {
  /** Records an event. It is written within moments, together with others. */
  record(event: AuditEvent): void
  /**
   * Records an event that is about to be sent. It is written as `started` if its end does not follow within moments.
   */
  begin(event: Omit<AuditEvent, 'outcome' | 'detail' | 'status'>): Begun
  /** Records that a caller could not prove who they are. Many refusals of one kind become one row a second. */
  refuse(app: string | null, code: string, key?: string | null): void
  /** Resolves when every event recorded so far is written or given up. */
  flush(): Promise<void>
}

/** An event that has begun and not ended. */
export interface Begun {
  /** Records how the event ended. Only the first call counts. */
  end(ending: Pick<AuditEvent, 'outcome' | 'detail' | 'status'>): void
  /** Resolves when the row is in the database. Throws `unavailable` when it could not be written. */
  written(): Promise<void>
}
