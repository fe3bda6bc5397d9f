import type { VaultReason } from '@alter/protocol'
import type { Subject } from './subject.ts'

/** What somebody did, or was not allowed to do. */
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
  /** `started` is one that was sent and whose end nobody noted; `unknown`, one whose end nobody waited for. */
  outcome: 'ok' | 'denied' | 'failed' | 'started' | 'unknown'
  /** Whom the identity provider means; a keyed hash of it is kept. */
  subject?: Subject | undefined
  /** Id of the API key by which it was asked for; `config` is that of the config file. */
  key?: string | null | undefined
  /** Of a use. */
  method?: string | undefined
  host?: string | undefined
  /** Where at the host, never with its query. */
  path?: string | undefined
  /** Id of the agent that acted for the user, and of the delegation by which it did. */
  agent?: string | undefined
  delegation?: string | undefined
  /** What the agent says of its call: the run it belongs to and the tool that it calls with. */
  run?: string | undefined
  tool?: string | undefined
  /** JSON: what an agent says more, or what an app says of a session. */
  context?: string | undefined
  /** The program that asked, as it calls itself. */
  client?: string | undefined
  /** What the provider answered. */
  status?: number | undefined
  /** Why it was done, in the words of whoever asked. */
  reason?: string | undefined
  /** Why it was done where the vault or its operator did it: never what a caller sent. It takes the place of `reason`. */
  vaultReason?: VaultReason | CommandReason | undefined
  /** A code, or method, host and status; never a body and never a query. */
  detail?: string | undefined
  /** Milliseconds since the epoch. */
  startedAt: number
}

/** What the commands of the operator give as their reason. */
export type CommandReason = 'alter-vault agents' | 'alter-vault approvals' | 'alter-vault keys'

/** Why and by which key something is done. */
export type AskedBy = Pick<AuditEvent, 'reason' | 'vaultReason' | 'key'>

export interface Audit {
  /** Notes an event; it is written within moments, together with others of the same moment. */
  record(event: AuditEvent): void
  /** Notes one that is about to be sent. It is written as `started` if its end does not come within moments. */
  begin(event: Omit<AuditEvent, 'outcome' | 'detail' | 'status'>): Begun
  /** Notes that somebody could not prove who they are. A flood is written as a row a second. */
  refuse(app: string | null, code: string, key?: string | null): void
  /** Resolves when everything noted so far is written, or could not be. */
  flush(): Promise<void>
}

/** An event whose end is to come. */
export interface Begun {
  /** The first end counts. */
  end(ending: Pick<AuditEvent, 'outcome' | 'detail' | 'status'>): void
  /** Resolves when its row is in the database; throws `unavailable` when that could not be. */
  written(): Promise<void>
}
